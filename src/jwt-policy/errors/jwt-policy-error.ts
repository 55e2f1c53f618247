/**
 * The base of every error that this package throws, except `RefusedException`, which Nest needs as an `HttpException`.
 * `code` is stable, messages are not; docs/errors.md lists the codes. What another error led to keeps it as `cause`.
 */
export abstract class JwtPolicyError extends Error {
  override readonly name: string = 'JwtPolicyError';
  abstract readonly code: string;
  /** The message holds nothing of a token or of a request, so the log of a rule that threw it shows the message. */
  get isSafeToLog(): true {
    return true;
  }
}
