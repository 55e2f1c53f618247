import type { ExecutionContext } from '@nestjs/common';
import type { Refusal } from '../errors/index.js';
import { publicRefusal, type ResponseStyle } from '../responses/index.js';
import type { Call } from '../tokens/index.js';
import type { ClaimHeaders } from './http/claim-headers.js';
import type { HttpRequest } from './http/http-request.js';
import { keepState } from './kept-state.js';
import type { JwtPolicyState } from './request-state.js';
import type { JwtPolicyTransport, TransportCall } from './transport.js';

/** A transport as the guard uses it. It also stores the verdict of a call. */
export interface GuardedTransport {
  readonly type: string;
  /** Which calls `view` can read, in words. */
  readonly knows?: string | undefined;
  view(context: ExecutionContext): Call | undefined;
  /** Called instead of `view` if the handler is public. */
  open(context: ExecutionContext): void;
  /** Stores the verdict of a granted call for its handler; undefined if the call was granted anonymously. */
  keep(context: ExecutionContext, call: Call, state: JwtPolicyState | undefined): void;
  refusal(refusal: Refusal, style: ResponseStyle | undefined, context: ExecutionContext): Error;
}

/** Any transport but HTTP. Verdicts are stored by the key of the call. */
export class KeyedTransport implements GuardedTransport {
  readonly type: string;
  readonly knows: string | undefined;

  private readonly cleaned = new WeakSet<object>();

  constructor(
    private readonly transport: JwtPolicyTransport,
    private readonly claimHeaders: ClaimHeaders | undefined,
  ) {
    this.type = transport.type;
    this.knows = transport.knows;
  }

  view(context: ExecutionContext): TransportCall | undefined {
    this.removeSentHeaders(context);
    const call = this.transport.view(context);
    // With another key @Claims() would be undefined without an error.
    return call !== undefined && context.getArgs<unknown[]>().includes(call.key) ? call : undefined;
  }

  open(context: ExecutionContext): void {
    this.removeSentHeaders(context);
    this.transport.letThrough?.(context);
  }

  keep(context: ExecutionContext, { key }: TransportCall, state: JwtPolicyState | undefined): void {
    keepState(context, key, state);
    this.transport.letThrough?.(context);
  }

  refusal(refusal: Refusal, style: ResponseStyle | undefined, context: ExecutionContext): Error {
    return this.transport.refusal(publicRefusal(refusal), style, context);
  }

  /** No claim is passed on here, so a header of such a name is the sender's. Many calls may share one request. */
  private removeSentHeaders(context: ExecutionContext): void {
    const request = this.claimHeaders && this.transport.request?.(context);
    if (request === undefined || this.cleaned.has(request)) return;
    this.cleaned.add(request);
    this.claimHeaders?.removeSent(request as HttpRequest);
  }
}
