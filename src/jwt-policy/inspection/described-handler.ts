import type { ClaimDemand } from '../claims/index.js';
import type { Plan, ScopeDemands } from '../policy/index.js';
import type { PatternVariant, ServedOperation } from '../routes/index.js';
import type { HandlerKind } from '../transports/index.js';
import type { DeclaredAt, TableDemand } from './route-table.js';

/** A route as the router will know it, one for each way to leave out optional parts. */
export interface RoutePattern {
  readonly method: string;
  readonly pattern: PatternVariant;
}

/** What decorators say about a handler. */
export interface HandlerDeclarations {
  readonly opened: DeclaredAt | undefined;
  readonly scopes: ScopeDemands;
  readonly rules: readonly ClaimDemand[];
  readonly demands: readonly TableDemand[];
}

/** A handler of the application, as the start finds it. */
export interface DescribedHandler {
  readonly kind: 'route' | HandlerKind;
  readonly controller: string;
  readonly handler: string;
  /** Undefined where the guard does not decide. */
  readonly plan: Plan | 'public' | undefined;
  readonly declared: HandlerDeclarations;
  /** Every pattern of a route. */
  readonly patterns: readonly RoutePattern[];
  readonly versions: readonly string[];
  readonly hosts: readonly string[];
  readonly messages: readonly string[];
  /** The operations of a handler that is no route, where its transport names them. */
  readonly operations: readonly ServedOperation[];
  readonly guardedBy: readonly string[];
}

/** `OrdersController.list`. */
export function placeOf({ controller, handler }: DescribedHandler): string {
  return `${controller}.${handler}`;
}
