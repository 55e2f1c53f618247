import { JwtPolicyError } from '../errors/index.js';

/**
 * The path of a call can be read in more than one way: some readers keep `/files/x/../admin` as it is, and others
 * normalise it to `/files/admin`. Reading the path of such a call throws this error, so that no reading is chosen.
 */
export class AmbiguousPathError extends JwtPolicyError {
  override readonly name = 'AmbiguousPathError';
  readonly code = 'PATH_AMBIGUOUS';

  constructor() {
    super(
      String.raw`the path of the call is ambiguous: it has a "\" or a segment that is empty, "." or ".."`,
    );
  }
}
