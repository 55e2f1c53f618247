import { TestKitError } from './test-kit-error.js';

/**
 * How an issuer fails. `slow`: it answers nothing; a number: every answer has this status; `garbage`: answers are no
 * JSON; `cut`: answers end in the middle; `wrong keys`: the key set has other keys under the same kids.
 */
export type IssuerFailure = 'slow' | 'garbage' | 'cut' | 'wrong keys' | number;

const NAMED_FAILURES: readonly unknown[] = ['slow', 'garbage', 'cut', 'wrong keys'];

/** Refuses what is no failure. */
export function assertFailure(failure: unknown): asserts failure is IssuerFailure {
  const isStatus = Number.isInteger(failure) && (failure as number) >= 400 && (failure as number) <= 599;
  if (isStatus || NAMED_FAILURES.includes(failure)) return;
  throw new TestKitError(
    "fail() takes 'slow', 'garbage', 'cut', 'wrong keys' or an HTTP status from 400 to 599.",
  );
}
