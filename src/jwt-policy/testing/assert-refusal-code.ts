import { closestName, REFUSAL_CODES, type RefusalCode } from '../errors/index.js';
import { inline } from './inline.js';
import { TestKitError } from './test-kit-error.js';

/** Refuses what is no code: a misspelt one would never be found, so that a test with `not` would always pass. */
export function assertRefusalCode(code: unknown): asserts code is RefusalCode {
  if (REFUSAL_CODES.includes(code as RefusalCode)) return;
  const meant = typeof code === 'string' ? closestName(code, REFUSAL_CODES) : undefined;
  const advice = meant === undefined ? 'REFUSAL_CODES lists them' : `did you mean ${meant}?`;
  throw new TestKitError(
    `${inline(code)} is neither a status, nor 'granted', nor the code of a refusal; ${advice}`,
  );
}
