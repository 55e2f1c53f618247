import { JwtPolicyError } from '../errors/index.js';

/** The test kit was used where it cannot serve. The message says what to do. */
export class TestKitError extends JwtPolicyError {
  override readonly name = 'TestKitError';
  readonly code = 'TEST_KIT_MISUSED';
}
