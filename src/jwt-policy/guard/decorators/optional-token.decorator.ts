import { declare } from '../declarations.js';

/** What happens to a token that is not accepted. */
export interface OptionalTokenOptions {
  /**
   * `refuse`: a token must be good and satisfy the demands. `anonymous`: otherwise the call passes as nobody.
   * A malformed request (400) and keys that cannot be had (503) are never let through.
   * @default 'refuse'
   */
  readonly onInvalid?: 'refuse' | 'anonymous';
}

/**
 * A call without a token passes as nobody: `@Claims()` is then undefined.
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
