/**
 * The path of a call can be read in more than one way: some readers keep `/files/x/../admin` as it is, and others
 * normalise it to `/files/admin`. Reading the path of such a call throws this error, so that no reading is chosen.
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
