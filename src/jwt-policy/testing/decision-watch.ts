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

/** A call that was made in this process. */
export interface MadeCall {
  /** Undefined where the guard was not asked. */
  readonly decision: WatchedDecision | undefined;
  /** What the call was rejected with, by the guard or by anything after it. */
  readonly failure?: { readonly error: unknown };
}

/** The header that connects a call of the guard with a request of a test. */
export const CALL_HEADER = 'x-jwt-policy-test-call';

/** What is read of a request of Express or Fastify. */
interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** One call of a test, and what was decided about it: several handlers may have the pattern of one event. */
interface WatchedTrial {
  readonly call: CallExplanation['call'];
  readonly decisions: WatchedDecision[];
}

/** The operation that is under way. Messages of some transports have no place for an id, and here none is needed. */
const CURRENT = new AsyncLocalStorage<WatchedTrial>();

/** A call is granted only if each of its handlers is. */
function decisive(decisions: readonly WatchedDecision[]): WatchedDecision | undefined {
  return decisions.find(({ outcome }) => Object.hasOwn(REFUSALS, outcome)) ?? decisions.at(-1);
}

/** The code of a refusal, whichever transport has made the exception. */
function refusalCodeOf(error: unknown): RefusalCode | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && Object.hasOwn(REFUSALS, code) ? (code as RefusalCode) : undefined;
}

/** Where a decision is written down, and the call that it is about. */
interface Note {
  readonly call: CallExplanation['call'];
  write(decision: WatchedDecision): void;
}

/** The parts of an explanation that are about calls that are only described. */
const NOTHING = { candidates: [], notes: [] } as const;

/** Notes what the guard of one application decides about the calls of a test. Its decisions are not changed. */
export class DecisionWatch {
  private readonly requests = new Map<string, WatchedDecision[]>();
  private calls = 0;

  private constructor(private readonly app: GuardedApp) {
    const { guard } = app;
    const decide = guard.canActivate.bind(guard);
    guard.canActivate = (context) => {
      const note = this.noteOf(context);
      return note === undefined ? decide(context) : this.noted(context, note, () => decide(context));
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
    const decisions = this.requests.get(id) ?? [];
    this.requests.delete(id);
    return decisive(decisions);
  }

  /**
   * Makes a call of an operation in this process. If several handlers are called and one is refused, the call is.
   */
  async during(operation: string, makeCall: () => Promise<unknown>): Promise<MadeCall> {
    const trial: WatchedTrial = { call: { operation }, decisions: [] };
    try {
      await CURRENT.run(trial, makeCall);
      return { decision: decisive(trial.decisions) };
    } catch (error) {
      return { decision: decisive(trial.decisions), failure: { error } };
    }
  }

  /** Where the decision about a call belongs; undefined for a call that no test has made. */
  private noteOf(context: ExecutionContext): Note | undefined {
    const trial = CURRENT.getStore();
    if (context.getType() !== 'http' && trial !== undefined)
      return { call: trial.call, write: (decision) => void trial.decisions.push(decision) };
    const request = this.requestOf(context);
    const id = request?.headers[CALL_HEADER];
    if (request === undefined || typeof id !== 'string') return undefined;
    const call = { method: request.method, path: request.url.replace(/\?.*$/s, '') };
    const decisions = this.requests.get(id) ?? [];
    this.requests.set(id, decisions);
    return { call, write: (decision) => void decisions.push(decision) };
  }

  /** The request of a call: of GraphQL too, where one request calls several resolvers. */
  private requestOf(context: ExecutionContext): SentRequest | undefined {
    const type = context.getType<string>();
    if (type === 'http') return context.switchToHttp().getRequest<SentRequest>();
    return this.app.transports.given(type)?.request?.(context) as SentRequest | undefined;
  }

  private async noted(
    context: ExecutionContext,
    note: Note,
    decide: () => boolean | Promise<boolean>,
  ): Promise<boolean> {
    try {
      const passes = await decide();
      note.write(
        this.decisionOf(context, note, jwtPolicyOf(context) === undefined ? 'anonymous' : 'granted'),
      );
      return passes;
    } catch (error) {
      const code = refusalCodeOf(error);
      if (code !== undefined) note.write(this.decisionOf(context, note, code));
      throw error;
    }
  }

  private decisionOf(
    context: ExecutionContext,
    { call }: Note,
    outcome: WatchedDecision['outcome'],
  ): WatchedDecision {
    const [controller, handler] = [context.getClass(), context.getHandler()];
    const found = this.app.plans.find(controller, handler);
    const plan = found === 'public' ? undefined : found;
    const place = `${controller.name}.${handler.name}`;
    return {
      handler: place,
      outcome: found === 'public' ? 'public' : outcome,
      plan,
      explain: async () =>
        plan && this.explanationOf(plan, { ...NOTHING, call, route: { handler: place } }, context),
    };
  }

  private async explanationOf(
    plan: Plan,
    known: Pick<CallExplanation, 'call' | 'route' | 'candidates' | 'notes'>,
    context: ExecutionContext,
  ): Promise<CallExplanation | undefined> {
    const { transports, runtime } = this.app;
    const call = transports.find(context.getType())?.view(context);
    if (call === undefined) return undefined;
    const { answer, ...conclusion } = conclusionOf(await explain(plan, call, runtime.clock));
    const isRequest = context.getType() === 'http';
    const nowSeconds = Math.floor(runtime.clock.now() / 1000);
    return { ...conclusion, ...(isRequest && answer && { answer }), ...known, nowSeconds };
  }
}
