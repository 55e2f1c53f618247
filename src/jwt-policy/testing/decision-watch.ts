import { AsyncLocalStorage } from 'node:async_hooks';
import type { ExecutionContext, INestApplicationContext } from '@nestjs/common';
import { REFUSALS, type RefusalCode } from '../errors/index.js';
import { conclusionOf, type CallExplanation } from '../explain/index.js';
import { explain, type Plan } from '../policy/index.js';
import { jwtPolicyOf } from '../transports/index.js';
import { guardedApp, type GuardedApp } from './guarded-app.js';

/** What the guard decided about one call. */
export interface WatchedDecision {
  /** `OrdersController.list`. */
  readonly handler: string;
  readonly outcome: 'public' | 'granted' | 'anonymous' | RefusalCode;
  /** Undefined for a public handler. */
  readonly plan: Plan | undefined;
  /** The same call, explained step by step. Undefined where the guard had no plan for it. */
  explain(): Promise<CallExplanation | undefined>;
}

/** A call and what the guard decided about it. */
export interface WatchedCall {
  readonly status: number;
  readonly decision: WatchedDecision | undefined;
}

/** The header that connects a call of the guard with a request of a test. */
export const CALL_HEADER = 'x-jwt-policy-test-call';

/** What is read of a request of Express or Fastify. */
interface SentRequest {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** The call that is under way. Messages of some transports have no place for an id, and a call in process needs none. */
const CURRENT = new AsyncLocalStorage<string>();

function callIdOf(context: ExecutionContext): string | undefined {
  if (context.getType() !== 'http') return CURRENT.getStore();
  const id = context.switchToHttp().getRequest<SentRequest | undefined>()?.headers?.[CALL_HEADER];
  return typeof id === 'string' ? id : undefined;
}

function requestOf(context: ExecutionContext): CallExplanation['call'] {
  const { method = '', url = '' } = context.switchToHttp().getRequest<SentRequest>();
  return { method, path: url.replace(/\?.*$/s, '') };
}

/** The code of a refusal, whichever transport has made the exception. */
function refusalCodeOf(error: unknown): RefusalCode | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && Object.hasOwn(REFUSALS, code) ? (code as RefusalCode) : undefined;
}

/** Notes what the guard of one application decides about the calls of a test. Its decisions are not changed. */
export class DecisionWatch {
  private readonly decisions = new Map<string, WatchedDecision>();
  private calls = 0;

  private constructor(private readonly app: GuardedApp) {
    const { guard } = app;
    const decide = guard.canActivate.bind(guard);
    guard.canActivate = (context) => {
      const id = callIdOf(context);
      return id === undefined ? decide(context) : this.noted(id, context, () => decide(context));
    };
  }

  private static readonly watches = new WeakMap<object, DecisionWatch>();

  /** The one watch of an application. */
  static of(app: INestApplicationContext): DecisionWatch {
    const parts = guardedApp(app);
    const watch = DecisionWatch.watches.get(parts.guard) ?? new DecisionWatch(parts);
    DecisionWatch.watches.set(parts.guard, watch);
    return watch;
  }

  /** An id for the next request, to be sent in the header `CALL_HEADER`. */
  nextId(): string {
    this.calls += 1;
    return String(this.calls);
  }

  /** What was decided about a request; undefined where the guard was not asked. */
  take(id: string): WatchedDecision | undefined {
    const decision = this.decisions.get(id);
    this.decisions.delete(id);
    return decision;
  }

  /** Runs a call that is made in this process, and gives what was decided about it. */
  async during(call: () => Promise<void>): Promise<WatchedDecision | undefined> {
    const id = this.nextId();
    await CURRENT.run(id, call);
    return this.take(id);
  }

  private async noted(
    id: string,
    context: ExecutionContext,
    decide: () => boolean | Promise<boolean>,
  ): Promise<boolean> {
    try {
      const passes = await decide();
      const outcome = jwtPolicyOf(context) === undefined ? 'anonymous' : 'granted';
      this.note(id, context, outcome);
      return passes;
    } catch (error) {
      const code = refusalCodeOf(error);
      if (code !== undefined) this.note(id, context, code);
      throw error;
    }
  }

  private note(id: string, context: ExecutionContext, outcome: WatchedDecision['outcome']): void {
    const { plans } = this.app;
    const [controller, handler] = [context.getClass(), context.getHandler()];
    const found = plans.find(controller, handler);
    const plan = found === 'public' ? undefined : found;
    const place = `${controller.name}.${handler.name}`;
    this.decisions.set(id, {
      handler: place,
      outcome: found === 'public' ? 'public' : outcome,
      plan,
      explain: async () => plan && this.explanationOf(plan, place, context),
    });
  }

  private async explanationOf(
    plan: Plan,
    handler: string,
    context: ExecutionContext,
  ): Promise<CallExplanation | undefined> {
    const { transports, runtime } = this.app;
    const call = transports.find(context.getType())?.view(context);
    if (call === undefined) return undefined;
    const { operation } = call;
    const { answer, ...conclusion } = conclusionOf(await explain(plan, call, runtime.clock));
    return {
      ...conclusion,
      ...(answer && operation === undefined && { answer }),
      call:
        operation === undefined
          ? requestOf(context)
          : { operation: `${operation.transport} ${operation.name}` },
      route: { handler },
      candidates: [],
      notes: [],
      nowSeconds: Math.floor(runtime.clock.now() / 1000),
    };
  }
}
