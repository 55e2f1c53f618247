import { JwtPolicyError } from './jwt-policy-error.js';

/** With `failFast`: a key set could not be fetched at start, so the application does not start. */
export class KeysMissingError extends JwtPolicyError {
  override readonly name = 'KeysMissingError';
  readonly code = 'KEYS_MISSING_AT_START';

  constructor(sets: readonly string[]) {
    super(
      `JwtPolicyModule cannot start with failFast, key sets are missing:\n${sets.map((set) => `  - ${set}`).join('\n')}`,
    );
  }
}
