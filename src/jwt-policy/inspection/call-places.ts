import type { Plan, Policy } from '../policy/index.js';
import { coverageOf, operationCoverage, type Coverage, type ServedOperation } from '../routes/index.js';
import { placeOf, type DescribedHandler, type RoutePattern } from './described-handler.js';

/** Where calls of a handler arrive: at a route, or at an operation of another transport. */
export type CallPlace = RoutePattern | ServedOperation;

/** Every place of a handler; none if only a call shows it. A handler has routes or operations, never both. */
export function placesOf({ patterns, operations }: DescribedHandler): readonly CallPlace[] {
  return patterns.length > 0 ? patterns : operations;
}

/** Whether a place is an operation, and no route. */
export function isOperation(at: CallPlace): at is ServedOperation {
  return 'transport' in at;
}

/** An operation as people write it: `rpc orders.list`. */
export function operationText({ transport, pattern }: ServedOperation): string {
  return `${transport} ${pattern}`;
}

/** Which calls of a place a policy applies to. Without a place, only the call shows whether a row matches. */
export function coverageAt({ appliesTo, operations }: Policy, at: CallPlace | undefined): Coverage {
  if (at === undefined) return appliesTo === undefined ? 'all' : 'some';
  return isOperation(at) ? operationCoverage(operations, at) : coverageOf(appliesTo, at.pattern, at.method);
}

/** The policies of a plan that could apply to calls of a place, in order. */
export function policiesAt({ policies }: Plan, at: CallPlace | undefined): readonly Policy[] {
  return policies.filter((policy) => coverageAt(policy, at) !== 'none');
}

/** Where calls of a handler go, for sentences: `GET /orders (OrdersController.list)`, `rpc orders.list (Orders.list)`. */
export function callsOf(handler: DescribedHandler, at: CallPlace): string {
  const called = isOperation(at) ? operationText(at) : `${at.method} ${at.pattern.text}`;
  return `${called} (${placeOf(handler)})`;
}
