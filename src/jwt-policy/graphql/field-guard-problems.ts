import type { DiscoveredApp, HandlerKind, TransportProblem } from '../transports/index.js';
import { RESOLVER_KINDS } from './resolver-operations.js';

/** The token of the options of each GraphQLModule: @nestjs/graphql does not export it. */
export const MODULE_OPTIONS = 'GqlModuleOptions';

const MISSING =
  "needs fieldResolverEnhancers: ['guards'] in the options of GraphQLModule: without it Nest does not ask the guard about it.";

/** Nest looks at the name of a method, whatever its decorator makes of it. As a field resolver it names types of unions. */
const UNASKED_NAME = '.__resolveType';
const ASKED_KINDS = new Set<HandlerKind>(RESOLVER_KINDS.filter((kind) => kind !== 'field-resolver'));

const UNASKED =
  'is a method named __resolveType: Nest asks no guard about a method of that name. Give it another name.';

function asksGuards(options: unknown): boolean {
  const enhancers: unknown =
    typeof options === 'object' && options !== null && 'fieldResolverEnhancers' in options
      ? options.fieldResolverEnhancers
      : undefined;
  return Array.isArray(enhancers) && enhancers.includes('guards');
}

/**
 * Resolvers about which Nest does not ask the guard, of whatever kind by their name. A reference resolver answers calls
 * from outside, and a field resolver with a decorator of this module demands something. Other field resolvers belong to the query that asks for them.
 */
export function* fieldGuardProblems(app: DiscoveredApp): Iterable<TransportProblem> {
  for (const { kind, at } of app.handlers) {
    if (ASKED_KINDS.has(kind) && at.endsWith(UNASKED_NAME)) yield { at, message: UNASKED };
  }
  const modules = app.instancesOf(MODULE_OPTIONS);
  if (modules.length > 0 && modules.every(asksGuards)) return;
  for (const { kind, at, isDeclared } of app.handlers) {
    if (kind === 'reference-resolver' || (kind === 'field-resolver' && isDeclared))
      yield { at, message: MISSING };
  }
}
