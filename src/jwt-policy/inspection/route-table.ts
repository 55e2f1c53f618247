import type { HandlerKind } from '../transports/index.js';
import type { RouteFinding } from './route-finding.js';

/** Where a decorator stands, or which policy demands something. */
export interface DeclaredAt {
  readonly place: 'class' | 'base class' | 'method' | 'overridden method' | 'policy';
  /** `OrdersController`, `OrdersController.list`, or the name of the policy. */
  readonly name: string;
}

/** One demand, in words, and where it is declared. */
export interface TableDemand {
  /** `scope orders/read`, `client_id is one of "a", "b"`. */
  readonly words: string;
  readonly declared: DeclaredAt;
}

/**
 * How calls of a handler are treated.
 * - `required`: a good token, or a refusal.
 * - `optional`: no token passes as nobody.
 * - `public`: nothing is decided.
 * - `open`: no policy applies, and `unmatchedRoutes: 'allow'` lets calls pass without a token.
 * - `closed`: no policy applies, and every call is refused.
 * - `guarded-elsewhere`: `@GuardedElsewhere()` names who decides.
 * - `unguarded`: nobody is known to decide: `dangerouslyAllowUnguardedHandlers`, or a GraphQL field resolver, about which
 *   Nest does not ask.
 */
export type RouteAccess =
  'required' | 'optional' | 'public' | 'open' | 'closed' | 'guarded-elsewhere' | 'unguarded';

/** A policy of a route. */
export interface TablePolicy {
  readonly name: string;
  /** `some`: whether it applies is only known at each call. */
  readonly calls: 'all' | 'some';
}

/** One handler under one pattern of the router, or one operation. A handler with several has several entries. */
export interface RouteEntry {
  readonly kind: 'route' | HandlerKind;
  /** `GET`; `ALL` for every method. Only of routes. */
  readonly method?: string;
  /** As the router has it: global prefix, module path and version in the URI included. Only of routes. */
  readonly path?: string;
  /** The versions that the handler is for, where they are not in the path; `neutral`: any. */
  readonly versions?: readonly string[];
  /** The hosts that the controller is for. */
  readonly hosts?: readonly string[];
  /** The type of its transport, `rpc`, where that names the operations of its handlers. Not of routes. */
  readonly transport?: string;
  /** The operation: `orders.list`, `/*Orders/List`; `*` stands for any characters. Not of routes. */
  readonly operation?: string;
  /** The patterns of a message handler, as its decorator has them. */
  readonly messages?: readonly string[];
  readonly controller: string;
  readonly handler: string;
  readonly access: RouteAccess;
  /** Where `@Public()` or `@OptionalToken()` stands that opens it. */
  readonly opened?: DeclaredAt;
  /** Of `optional`: what happens to a token that is not accepted. */
  readonly onInvalid?: 'refuse' | 'anonymous';
  /** Who decides, as `@GuardedElsewhere()` says. */
  readonly guardedBy?: readonly string[];
  /** The policies that apply, in order. */
  readonly policies: readonly TablePolicy[];
  /** The scopes that decorators demand: all of `all`, and one of each list in `any`. */
  readonly scopes: {
    readonly all: readonly string[];
    readonly any: readonly (readonly string[])[];
  };
  /** The rules that decorators demand, in words. */
  readonly rules: readonly string[];
  /** Every demand on claims and clients, of decorators and of the policies that apply, with its place. */
  readonly demands: readonly TableDemand[];
}

/** One step of a policy, in words. */
export interface TableStep {
  readonly step: string;
  readonly expects: string;
  /** The issuer whose tokens it is for. Absent: for those of every issuer; null: the policy takes any. */
  readonly issuer?: string | null;
}

/** A policy, with everything that it does to a token, in order. */
export interface PolicyEntry {
  readonly name: string;
  readonly issuers: readonly (string | null)[];
  readonly steps: readonly TableStep[];
}

/** What protects each handler of an application. Plain data, frozen; JSON holds all of it. */
export interface RouteTable {
  /** In the order in which Nest registers them. */
  readonly routes: readonly RouteEntry[];
  readonly policies: readonly PolicyEntry[];
  readonly findings: readonly RouteFinding[];
}
