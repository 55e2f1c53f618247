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

/** The transport of Express and Fastify requests. It stores the verdict at `request.jwtPolicy`. */
export class HttpTransport implements GuardedTransport {
  readonly type = 'http';

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly claimHeaders: ClaimHeaders | undefined,
  ) {}

  open(context: ExecutionContext): void {
    // The value of switchToHttp().getRequest(), which would create and copy three functions at every call.
    const request = context.getArgByIndex<Request>(0);
    this.claimHeaders?.removeSent(request);
    // The verdict for an earlier handler of the same request does not hold for this one.
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

  /** Sets the headers of the answer now, so that they are sent with any body that an exception filter writes. */
  refusal(refusal: Refusal, style: ResponseStyle | undefined, context: ExecutionContext): RefusedException {
    const exception = new RefusedException(refusal.code, respondTo(refusal, style));
    const response: unknown = context.switchToHttp().getResponse();
    for (const [name, value] of Object.entries(exception.headers))
      this.adapterHost.httpAdapter.setHeader(response, name, value);
    return exception;
  }
}
