import { isPlainObject } from '../claims/index.js';
import { type CauseMender, REFUSALS, unknownOptionProblem } from '../errors/index.js';
import type { RefusalHint } from './option-values.js';
import type { Problems } from './problems.js';

const NAMES: readonly (keyof RefusalHint)[] = ['code', 'message', 'name', 'mender', 'matches'];
const MENDERS: readonly unknown[] = ['caller', 'issuer', 'operator'] satisfies readonly CauseMender[];

function isHint({
  code,
  message,
  matches,
  name = 'hint',
  mender = 'caller',
}: Record<string, unknown>): boolean {
  const isCode = typeof code === 'string' && Object.hasOwn(REFUSALS, code);
  const isNamed = typeof name === 'string' && name !== '' && MENDERS.includes(mender);
  return isCode && isNamed && typeof message === 'string' && message !== '' && typeof matches === 'function';
}

function hintProblem(hint: unknown): string | undefined {
  const given = isPlainObject(hint) ? hint : {};
  const unknown = unknownOptionProblem(given, NAMES);
  if (unknown !== undefined) return unknown;
  return isHint(given)
    ? undefined
    : 'must be { code, message, matches(claims, token) } of a refusal code; it may have a name, and as mender caller, issuer or operator.';
}

/** Validates a list of hints. */
export function normalizeHints(
  hints: readonly RefusalHint[],
  path: string,
  problems: Problems,
): readonly RefusalHint[] {
  for (const [index, hint] of hints.entries()) {
    const problem = hintProblem(hint);
    if (problem !== undefined) problems.add(`${path}[${index}]`, problem);
  }
  return Object.freeze([...hints]);
}
