import type { ExecutionContext } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import type { Refusal } from '../../errors/index.js';
import { respondTo, type ResponseStyle } from '../../responses/index.js';
import type { GuardedTransport } from '../guarded-transport.js';
import type { GuardedRequest, JwtPolicyState } from '../request-state.js';
import type { ClaimHeaders } from './claim-headers.js';
import { HttpCall } from './http-call.js';
import type { HttpRequest } from './http-request.js';
import { RefusedException } from './refused.exception.js';

type Request = HttpRequest & GuardedRequest;

/** Requests of Express and Fastify. The verdict is kept at `request.jwtPolicy`. */
export class HttpTransport implements GuardedTransport {
  readonly type = 'http';

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly claimHeaders: ClaimHeaders | undefined,
  ) {}

  open(context: ExecutionContext): void {
    // What switchToHttp().getRequest() gives: that makes three functions and copies them, at every call.
    const request = context.getArgByIndex<Request>(0);
    this.claimHeaders?.removeSent(request);
    // What an earlier handler of the same request knew is not for this one.
    request.jwtPolicy = undefined;
  }

  view(context: ExecutionContext): HttpCall {
    return this.read(context.getArgByIndex<Request>(0));
  }

  /** The same for a request without a context, such as one that an explanation is asked about. */
  read(request: HttpRequest): HttpCall {
    this.claimHeaders?.removeSent(request);
    return new HttpCall(request);
  }

  keep(context: ExecutionContext, _call: HttpCall, state: JwtPolicyState | undefined): void {
    const request = context.getArgByIndex<Request>(0);
    request.jwtPolicy = state;
    if (state !== undefined) this.claimHeaders?.set(request, state.results);
  }

  /** Sets the headers of the answer, so that they are sent whatever an exception filter makes of the body. */
  refusal(refusal: Refusal, style: ResponseStyle | undefined, context: ExecutionContext): RefusedException {
    const exception = new RefusedException(refusal.code, respondTo(refusal, style));
    const response: unknown = context.switchToHttp().getResponse();
    for (const [name, value] of Object.entries(exception.headers))
      this.adapterHost.httpAdapter.setHeader(response, name, value);
    return exception;
  }
}
