import { quote } from '../errors/index.js';
import type { DecisionEvent, DecisionObserver } from './decision-event.js';

/** Logs a warning for operators. */
type Warn = (message: string) => void;

function nameOf(observer: DecisionObserver): string {
  return observer.constructor === Object ? 'An observer' : `The observer ${observer.constructor.name}`;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** The observers of an application. */
export class Observers {
  /** Whether any observer wants events of granted calls. */
  readonly hearGrants: boolean;
  private readonly failed = new WeakSet<DecisionObserver>();

  constructor(
    private readonly observers: readonly DecisionObserver[],
    private readonly warn: Warn,
  ) {
    this.hearGrants = observers.some(({ refusalsOnly }) => refusalsOnly !== true);
  }

  /** Never throws. */
  notify(event: DecisionEvent): void {
    Object.freeze(event);
    for (const observer of this.observers) {
      if (event.outcome === 'refused' || observer.refusalsOnly !== true) this.tellOne(observer, event);
    }
  }

  private tellOne(observer: DecisionObserver, event: DecisionEvent): void {
    try {
      // An observer may be an async function, and an unhandled rejection would end the process.
      const returned: unknown = observer.decided(event);
      if (isThenable(returned))
        Promise.resolve(returned).catch((error: unknown) => this.report(observer, error));
    } catch (error) {
      this.report(observer, error);
    }
  }

  private report(observer: DecisionObserver, error: unknown): void {
    if (this.failed.has(observer)) return;
    this.failed.add(observer);
    const what = error instanceof Error ? `${error.name} ${quote(error.message, 200)}` : typeof error;
    this.warn(`${nameOf(observer)} missed a decision: it threw ${what}. Its next throws are not logged.`);
  }
}
