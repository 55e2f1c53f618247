import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { refuse } from '../errors/index.js';
import { decide, type Plan, type Verdict } from '../policy/index.js';
import type { Call } from '../tokens/index.js';
import type { GuardedTransport } from '../transports/index.js';
import { grantedEvent, refusedEvent, undecidedEvent } from './decision-events.js';
import { Handlers } from './handlers.js';
import { Plans } from './plans.js';
import { Reach } from './reach/reach.js';
import { SharedVerdicts } from './shared-verdicts.js';
import { JwtPolicyRuntime } from './runtime.js';
import { Transports } from './transports.js';

function whyUnread({ knows }: GuardedTransport): string {
  return `its transport does not know its shape${knows === undefined ? '' : `: it knows ${knows}`}`;
}

/**
 * The one global guard. It finds the plan of the handler and decides the call by it. It then lets the call through or
 * throws, over HTTP a `RefusedException`. It refuses calls of handlers that it does not know. Tests replace it with
 * `overrideProvider(JwtPolicyGuard)`.
 */
@Injectable()
export class JwtPolicyGuard implements CanActivate {
  private readonly shared = new SharedVerdicts();

  /** @internal Nest makes the only instance. */
  constructor(
    @Inject(Plans) private readonly plans: Plans,
    @Inject(Handlers) private readonly handlers: Handlers,
    @Inject(JwtPolicyRuntime) private readonly runtime: JwtPolicyRuntime,
    @Inject(Reach) private readonly reach: Reach,
    @Inject(Transports) private readonly transports: Transports,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const transport = this.transports.find(context.getType());
    if (transport === undefined) return this.passToOthers(context, 'no transport decides calls of this type');
    const plan = this.plans.find(context.getClass(), context.getHandler());
    if (plan === undefined)
      return this.passToOthers(context, this.handlers.whyUnknown(context.getClass(), context.getHandler()));
    if (plan === 'public') {
      transport.open(context);
      return true;
    }
    const call = transport.view(context);
    if (call === undefined) return this.refuseUndecided(context, whyUnread(transport));
    const { memo } = call;
    const known = memo && this.shared.find(memo, plan, call);
    const verdict = known ?? decide(plan, call, this.runtime.clock);
    const isFirst = known === undefined;
    if (memo !== undefined && isFirst) this.shared.keep(memo, plan, call, verdict);
    return verdict instanceof Promise
      ? this.concludeLater(verdict, plan, context, transport, call, isFirst)
      : this.conclude(verdict, plan, context, transport, call, isFirst);
  }

  /** Separate from `canActivate`, so that a call that does not wait creates no function. */
  private async concludeLater(
    verdict: Promise<Verdict>,
    plan: Plan,
    context: ExecutionContext,
    transport: GuardedTransport,
    call: Call,
    isFirst: boolean,
  ): Promise<boolean> {
    return this.conclude(await verdict, plan, context, transport, call, isFirst);
  }

  private conclude(
    verdict: Verdict,
    { route }: Plan,
    context: ExecutionContext,
    transport: GuardedTransport,
    call: Call,
    isFirst: boolean,
  ): true {
    const { observers } = this.runtime;
    if (!verdict.granted) {
      if (isFirst) observers.notify(refusedEvent(transport.type, route, verdict));
      throw this.transports.refusal(context, verdict.refusal, verdict.responses);
    }
    transport.keep(context, call, verdict.anonymous ? undefined : verdict);
    if (isFirst && observers.hearGrants) observers.notify(grantedEvent(transport.type, route, verdict));
    return true;
  }

  /**
   * Lets a call through if `@GuardedElsewhere` says that another guard decides it. Nest asks this guard about such
   * calls too.
   */
  private passToOthers(context: ExecutionContext, why: string): true {
    const mayBeLeft = context.getType() !== 'http' && this.plans.areReady;
    if (mayBeLeft && this.reach.isLeftToOthers(context.getClass(), context.getHandler())) return true;
    return this.refuseUndecided(context, why);
  }

  private refuseUndecided(context: ExecutionContext, why: string): never {
    const refusal = this.plans.areReady
      ? refuse('CONTEXT_UNSUPPORTED', why)
      : refuse('NOT_READY', 'the application is starting, and its plans do not exist yet', {
          retryAfterSeconds: 1,
        });
    const place = `${context.getClass().name}.${context.getHandler().name}`;
    this.runtime.observers.notify(undecidedEvent(context.getType(), place, refusal));
    throw this.transports.refusal(context, refusal);
  }
}
