import { declare } from '../declarations.js';

/** What happens to a token that is not accepted. */
export interface OptionalTokenOptions {
  /**
   * `refuse`: a token must be good and satisfy the demands. `anonymous`: a call with a token that does not passes
   * anonymously. A malformed request (400) and unavailable keys (503) never pass.
   * @default 'refuse'
   */
  readonly onInvalid?: 'refuse' | 'anonymous';
}

/**
 * Lets a call without a token pass anonymously: `@Claims()` is then undefined.
 * @example `@OptionalToken() @Get('catalogue')`
 */
export function OptionalToken(options: OptionalTokenOptions = {}): ClassDecorator & MethodDecorator {
  const { onInvalid = 'refuse' } = (options as OptionalTokenOptions | null) ?? { onInvalid: null };
  if (onInvalid === 'refuse' || onInvalid === 'anonymous')
    return declare({ kind: 'optional-token', onInvalid });
  return declare({
    kind: 'mistake',
    message: "@OptionalToken(): onInvalid must be 'refuse' or 'anonymous'.",
  });
}
