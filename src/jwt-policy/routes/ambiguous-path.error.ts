/**
 * The path of a call has more than one reading: `/files/x/../admin` is what the sender wrote to one reader, and
 * `/files/admin` to another. Whoever asks for the path of such a call gets this error instead of one of them.
 */
export class AmbiguousPathError extends Error {
  override readonly name = 'AmbiguousPathError';
  /** The message holds nothing that the sender wrote. */
  readonly isSafeToLog = true;

  constructor() {
    super(
      String.raw`the path of the call is ambiguous: it has a "\" or a segment that is empty, "." or ".."`,
    );
  }
}
