import type { CallAttributes } from '../claims/index.js';
import { holds, type CallCondition } from './call-condition.js';
import type { Coverage } from './applies-to.js';
import { NamePattern } from './name-pattern.js';

/** What a call that is no HTTP request asks for. */
export interface CalledOperation {
  /** The type of its transport: `rpc`, `graphql`, `ws`. */
  readonly transport: string;
  /** Its name on that transport: `orders.list`, `/pkg.Orders/List`, `Query.orders`. */
  readonly name: string;
}

/** An operation that a handler serves. `*` in its pattern stands for any characters. */
export interface ServedOperation {
  readonly transport: string;
  readonly pattern: string;
}

/** One row for calls that are no HTTP requests, defaults filled in. Undefined matches everything. */
export interface OperationRow {
  readonly transport: string;
  readonly patterns: readonly string[] | undefined;
  readonly when: CallCondition | undefined;
  /** Its position among all rows of its policy. */
  readonly position: number;
}

/** One compiled row of where a policy applies, for calls of one transport. */
export interface OperationCondition {
  readonly position: number;
  /** In words: `rpc orders.*`. */
  readonly describe: string;
  matches(operation: CalledOperation, attributes: CallAttributes): boolean;
  /** At start: which calls of an operation match. */
  covers(operation: ServedOperation): Coverage;
}

/** What one pattern of a row says of the names that a handler serves. */
function compare(row: NamePattern, served: NamePattern): Coverage {
  if (row.matches(served.text) && (served.isName || row.text === '*')) return 'all';
  return row.meets(served) ? 'some' : 'none';
}

/** Compiles a row of a transport that is not HTTP. */
export function compileOperationRow({
  transport,
  patterns = ['*'],
  when,
  position,
}: OperationRow): OperationCondition {
  const names = patterns.map((pattern) => new NamePattern(pattern));
  const words = [`${transport} ${patterns.join(', ')}`, ...(when ? [when.describe] : [])];
  return Object.freeze({
    position,
    describe: words.join(' and '),
    matches: (operation: CalledOperation, attributes: CallAttributes) =>
      operation.transport === transport &&
      names.some((name) => name.matches(operation.name)) &&
      (when === undefined || holds(when.matches(attributes))),
    covers(operation: ServedOperation): Coverage {
      if (operation.transport !== transport) return 'none';
      const served = new NamePattern(operation.pattern);
      const found = names.map((name) => compare(name, served));
      if (found.includes('all') && when === undefined) return 'all';
      return found.every((one) => one === 'none') ? 'none' : 'some';
    },
  });
}

/**
 * Whether a policy with these rows applies to a call that is no HTTP request: without rows to every one, else where any
 * of them matches. Throws what a condition throws.
 */
export function appliesToOperation(
  rows: readonly OperationCondition[] | undefined,
  operation: CalledOperation,
  attributes: CallAttributes,
): boolean {
  return rows === undefined || rows.some((row) => row.matches(operation, attributes));
}

/** Which calls of an operation a policy with these rows applies to. */
export function operationCoverage(
  rows: readonly OperationCondition[] | undefined,
  operation: ServedOperation,
): Coverage {
  if (rows === undefined) return 'all';
  const parts = rows.map((row) => row.covers(operation));
  if (parts.includes('all')) return 'all';
  return parts.includes('some') ? 'some' : 'none';
}
