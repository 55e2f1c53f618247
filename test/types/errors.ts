import {
  JwtPolicyConfigurationError,
  JwtPolicyError,
  KeysMissingError,
  RefusedException,
  type RefusalCode,
} from '../../src/jwt-policy/index.js';
import { ExpressionError, type ExpressionErrorCode } from '../../src/jwt-policy/expressions/index.js';
import type { Expect, Same } from './expect-type.js';

// One `instanceof` finds every error of the package, and each class narrows the code further.
export function exitCode(error: unknown): number {
  if (!(error instanceof JwtPolicyError)) throw error;
  const code: string = error.code;
  if (error instanceof KeysMissingError) return 75;
  if (error instanceof JwtPolicyConfigurationError) return error.problems.length;
  return code === 'IMPORT_BROKEN' ? 70 : 1;
}
export type Configuration = Expect<Same<JwtPolicyConfigurationError['code'], 'CONFIGURATION_INVALID'>>;
export type Expression = Expect<Same<ExpressionError['code'], ExpressionErrorCode>>;

// The base is for telling errors of the package from others: nobody else makes one.
// @ts-expect-error abstract
void new JwtPolicyError('mine');

// An exception filter has the code of a refusal, and nothing that the caller may not read.
export type Refused = Expect<Same<RefusedException['code'], RefusalCode>>;
export function filter(exception: RefusedException): void {
  // @ts-expect-error the detail is in the log
  void exception.detail;
}
