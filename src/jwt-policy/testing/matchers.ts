import { isPlainObject } from '../claims/index.js';
import type { RefusalCode } from '../errors/index.js';
import { explanationText, type CallExplanation } from '../explain/index.js';
import { assertRefusalCode } from './assert-refusal-code.js';
import { inline } from './inline.js';
import { TestKitError } from './test-kit-error.js';

/** What a matcher returns to Jest and Vitest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matchers as `expect(…)` has them, for the type declarations of a test runner. */
export interface JwtPolicyMatchers<R = unknown> {
  /** A verdict, or the outcome of `callRoute`, is granted. */
  toBeGranted(): R;
  /** A verdict, or the outcome of `callRoute`, is refused with this code. */
  toBeRefusedWith(code: RefusalCode): R;
}

interface Decided {
  readonly granted: boolean;
  readonly code: unknown;
  readonly explanation: string;
}

/** Reads a `Verdict` or a `CallOutcome`. Anything else is an error, because a test with `not` would pass by it. */
function readDecided(received: unknown): Decided {
  if (received instanceof Promise)
    throw new TestKitError('The matcher got a promise: await it first, expect(await callRoute(…)).');
  if (!isPlainObject(received) || typeof received['granted'] !== 'boolean')
    throw new TestKitError(
      `The matcher takes what callRoute() or JwtPolicyService.decide() gave, not ${inline(received)}.`,
    );
  const { granted, refusal, explanation } = received;
  if ('status' in received && received['handler'] === undefined)
    throw new TestKitError(
      `The guard was not asked, and the answer is ${inline(received['status'])}: no route is there, or something before it answered.`,
    );
  const code = received['code'] ?? (isPlainObject(refusal) ? refusal['code'] : undefined);
  const shown = explanation === undefined ? '' : `\n\n${explanationText(explanation as CallExplanation)}`;
  return { granted, code, explanation: shown };
}

function foundOf({ granted, code }: Decided): string {
  return granted ? 'it was granted' : `it was refused with ${inline(code)}`;
}

/**
 * Matchers for `expect.extend` of Jest and Vitest: `toBeGranted()` and `toBeRefusedWith(code)`. They take what
 * `callRoute()` or `JwtPolicyService.decide()` gave.
 * @example `expect.extend(jwtPolicyMatchers);`
 */
export const jwtPolicyMatchers = Object.freeze({
  toBeGranted(received: unknown): MatcherResult {
    const decided = readDecided(received);
    const expected = decided.granted ? 'not granted' : 'granted';
    const message = `Expected the call to be ${expected}, and ${foundOf(decided)}.${decided.explanation}`;
    return { pass: decided.granted, message: () => message };
  },
  toBeRefusedWith(received: unknown, code: RefusalCode): MatcherResult {
    assertRefusalCode(code);
    const decided = readDecided(received);
    const pass = !decided.granted && decided.code === code;
    const expected = pass ? `not refused with ${code}` : `refused with ${code}`;
    const message = `Expected the call to be ${expected}, and ${foundOf(decided)}.${decided.explanation}`;
    return { pass, message: () => message };
  },
});
