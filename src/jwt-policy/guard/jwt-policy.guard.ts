import { Inject, Injectable, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { refuse, type Refusal } from '../errors/index.js';
import { decide, type Plan, type Verdict } from '../policy/index.js';
import type { ResponseStyle } from '../responses/index.js';
import { HttpCall, type HttpRequest } from '../transports/index.js';
import { ClaimHeaders } from './claim-headers.js';
import { Handlers } from './handlers.js';
import { Plans } from './plans.js';
import { Reach } from './reach/reach.js';
import { refusalLine } from './refusal-log.js';
import { RefusedException } from './refused.exception.js';
import type { GuardedRequest } from './request-state.js';
import { JwtPolicyRuntime } from './runtime.js';

/**
 * The one global guard: finds the plan of the route, decides the call by it, and lets it through or throws
 * `RefusedException`. Whatever it does not know, it refuses. Tests replace it with `overrideProvider(JwtPolicyGuard)`.
 */
@Injectable()
export class JwtPolicyGuard implements CanActivate {
  private readonly logger = new Logger('JwtPolicy');
  private readonly claimHeaders: ClaimHeaders | undefined;

  constructor(
    @Inject(Plans) private readonly plans: Plans,
    @Inject(Handlers) private readonly handlers: Handlers,
    @Inject(JwtPolicyRuntime) private readonly runtime: JwtPolicyRuntime,
    @Inject(Reach) private readonly reach: Reach,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {
    this.claimHeaders = ClaimHeaders.of(runtime.policies, runtime.report);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return this.passToOthers(context);
    const plan = this.plans.find(context.getClass(), context.getHandler());
    if (plan === undefined)
      return this.refuseContext(context, this.handlers.whyUnknown(context.getClass(), context.getHandler()));
    // What switchToHttp().getRequest() gives: that makes three functions and copies them, at every call.
    const request = context.getArgByIndex<HttpRequest & GuardedRequest>(0);
    this.claimHeaders?.removeSent(request);
    if (plan === 'public') return this.passPublic(request);
    const verdict = decide(plan, new HttpCall(request), this.runtime.clock);
    return verdict instanceof Promise
      ? this.concludeLater(verdict, plan, context, request)
      : this.conclude(verdict, plan, context, request);
  }

  /** Apart from `canActivate`, so that a call that waits for nothing makes no function. */
  private async concludeLater(
    verdict: Promise<Verdict>,
    plan: Plan,
    context: ExecutionContext,
    request: HttpRequest & GuardedRequest,
  ): Promise<boolean> {
    return this.conclude(await verdict, plan, context, request);
  }

  /** What an earlier handler of the same request knew is not for this one. */
  private passPublic(request: GuardedRequest): true {
    request.jwtPolicy = undefined;
    return true;
  }

  /** Nest asks about some calls that this guard cannot judge: those of acknowledged handlers are for another guard. */
  private passToOthers(context: ExecutionContext): true {
    if (this.plans.areReady && this.reach.isLeftToOthers(context.getClass(), context.getHandler()))
      return true;
    return this.refuseContext(context, 'it is not an HTTP request');
  }

  private conclude(
    verdict: Verdict,
    plan: Plan,
    context: ExecutionContext,
    request: HttpRequest & GuardedRequest,
  ): true {
    if (verdict.granted) {
      request.jwtPolicy = verdict.anonymous ? undefined : verdict;
      if (!verdict.anonymous) this.claimHeaders?.set(request, verdict.results);
      return true;
    }
    const { level, message } = refusalLine(plan.route, verdict);
    this.logger[level](message);
    return this.answer(verdict.refusal, context, verdict.responses);
  }

  private refuseContext(context: ExecutionContext, why: string): never {
    const refusal = this.plans.areReady
      ? refuse('CONTEXT_UNSUPPORTED', why)
      : refuse('NOT_READY', 'the application is starting, and its plans do not exist yet', {
          retryAfterSeconds: 1,
        });
    const place = `${context.getClass().name}.${context.getHandler().name}`;
    this.logger.warn(`${refusal.code} at ${place}: ${refusal.detail}`);
    return this.answer(refusal, context);
  }

  private answer(refusal: Refusal, context: ExecutionContext, style?: ResponseStyle): never {
    const exception = new RefusedException(refusal, style);
    if (context.getType() === 'http') {
      const response: unknown = context.switchToHttp().getResponse();
      for (const [name, value] of Object.entries(exception.headers)) {
        this.adapterHost.httpAdapter.setHeader(response, name, value);
      }
    }
    throw exception;
  }
}
