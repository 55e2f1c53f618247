import { isPlainObject } from '../claims/index.js';
import { REFUSALS } from '../errors/index.js';
import type { RefusalHint } from './options.js';
import type { Problems } from './problems.js';

function isHint(value: unknown): value is RefusalHint {
  if (!isPlainObject(value)) return false;
  const { code, message, matches } = value;
  const isCode = typeof code === 'string' && Object.hasOwn(REFUSALS, code);
  return isCode && typeof message === 'string' && message !== '' && typeof matches === 'function';
}

/** Judges a list of hints. What is no list at all was told by the shape. */
export function normalizeHints(input: unknown, path: string, problems: Problems): readonly RefusalHint[] {
  const given: readonly unknown[] = Array.isArray(input) ? input : [];
  for (const [index, hint] of given.entries()) {
    if (!isHint(hint))
      problems.add(
        `${path}[${index}]`,
        'must be { code, message, matches(claims, token) } of a refusal code.',
      );
  }
  return Object.freeze(given.filter(isHint));
}
