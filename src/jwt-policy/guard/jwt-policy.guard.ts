import { Inject, Injectable, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { refuse, type Refusal } from '../errors/index.js';
import { decide, type Plan, type ResponseStyle, type Verdict } from '../policy/index.js';
import { HttpCall, type HttpRequest } from '../transports/index.js';
import { ClaimHeaders } from './claim-headers.js';
import { Handlers } from './handlers.js';
import { Plans } from './plans.js';
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
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {
    this.claimHeaders = ClaimHeaders.of(runtime.policies, runtime.report);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const plan = this.plans.find(context.getClass(), context.getHandler());
    if (this.claimHeaders !== undefined && context.getType() === 'http')
      this.claimHeaders.removeSent(context.getArgByIndex<HttpRequest>(0));
    if (plan === 'public') return this.passPublic(context);
    if (plan === undefined)
      return this.refuseContext(context, this.handlers.whyUnknown(context.getClass(), context.getHandler()));
    if (context.getType() !== 'http') return this.refuseContext(context, 'it is not an HTTP request');
    // What switchToHttp().getRequest() gives: that makes three functions and copies them, at every call.
    const request = context.getArgByIndex<HttpRequest & GuardedRequest>(0);
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
  private passPublic(context: ExecutionContext): true {
    if (context.getType() === 'http')
      context.switchToHttp().getRequest<GuardedRequest>().jwtPolicy = undefined;
    return true;
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
    const refusal = refuse('CONTEXT_UNSUPPORTED', why);
    this.logger.warn(`${refusal.code} at ${context.getClass().name}.${context.getHandler().name}: ${why}`);
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
