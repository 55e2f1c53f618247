import type { DiscoveredApp, DiscoveredHandler, TransportProblem } from '../transports/index.js';
import { MODULE_OPTIONS } from './field-guard-problems.js';
import { RESOLVER_KINDS, resolverOperations } from './resolver-operations.js';

/** Options of GraphQLModule with functions by type and field: `{ Order: { price } }`. */
const TABLES = ['resolvers', 'loaders'] as const;

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

/** Whether a table has a function for a field. The type `*` is any. */
function hasField(table: Members, operation: string): boolean {
  const dot = operation.indexOf('.');
  const [type, field] = [operation.slice(0, dot), operation.slice(dot + 1)] as const;
  const types = type === '*' ? Object.values(table) : [Object.hasOwn(table, type) ? table[type] : undefined];
  return types.some((fields) => Object.hasOwn(membersOf(fields), field));
}

function replacing(options: unknown, found: DiscoveredHandler): string | undefined {
  return TABLES.find((name) => {
    const tables = [membersOf(options)[name]].flat().map(membersOf);
    return tables.some((table) => resolverOperations(found).some((one) => hasField(table, one)));
  });
}

/** Resolvers that an option of GraphQLModule replaces. Nest does not ask the guard about what takes their place. */
export function* replacedResolvers(app: DiscoveredApp): Iterable<TransportProblem> {
  const modules = app.instancesOf(MODULE_OPTIONS);
  for (const found of app.handlers.filter(({ kind }) => RESOLVER_KINDS.includes(kind))) {
    const [option] = modules.flatMap((options) => replacing(options, found) ?? []);
    if (option === undefined) continue;
    const message = `is replaced by the same field in ${option} of GraphQLModule, and Nest does not ask the guard about that one. Remove one of them.`;
    yield { at: found.at, message };
  }
}
