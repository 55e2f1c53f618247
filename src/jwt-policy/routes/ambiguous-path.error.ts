import { JwtPolicyError } from '../errors/index.js';

/**
 * The path of a call has more than one reading: `/files/x/../admin` is what the sender wrote to one reader, and
 * `/files/admin` to another. Whoever asks for the path of such a call gets this error instead of one of them.
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
