import type { RefreshTimes } from '../keys/index.js';
import { IsFlag, IsSeconds, IsText, IsWholeNumber, OrDefault, type OptionsOf } from './declare-options.js';
import type { Problems } from './problems.js';
import { validateOptions, type ValuesOf } from './validate-options.js';

/** How long key sets may be fresh, and how long one fetch may take. */
export const JWKS_BOUNDS = Object.freeze({
  timeToLiveSeconds: Object.freeze({ min: 30, max: 86_400 }),
  timeoutMs: Object.freeze({ min: 100, max: 60_000 }),
});

/** Declares `JwksOptions`. */
export class DeclaredJwksOptions {
  /**
   * Seconds for which a key set is fresh. A withdrawn key stops working at the first call after that.
   * 30…86400. @default 3600
   */
  @OrDefault
  @IsSeconds(JWKS_BOUNDS.timeToLiveSeconds)
  timeToLiveSeconds: number = 3600;

  /**
   * Seconds after its time to live for which the last good set is used while no newer one can be fetched.
   * 0…604800. @default 3600
   */
  @OrDefault
  @IsSeconds({ min: 0, max: 604_800 })
  maxStaleSeconds: number = 3600;

  /** Milliseconds for the whole fetch, body included. 100…60000. @default 5000 */
  @OrDefault
  @IsWholeNumber('milliseconds', JWKS_BOUNDS.timeoutMs)
  timeoutMs: number = 5000;

  /** Seconds in which tokens with unknown kids cause at most one fetch. 1…3600. @default 30 */
  @OrDefault
  @IsSeconds({ min: 1, max: 3600 })
  cooldownSeconds: number = 30;

  /**
   * `true` accepts plain http:// beyond this machine. Anybody on the way can then replace the keys.
   * @default false
   */
  @OrDefault
  @IsFlag
  dangerouslyAllowInsecureHttp: boolean = false;

  /**
   * The text that the log and the state of the key sets show instead of URLs that hold a secret.
   * @default the URL without its query
   */
  @OrDefault
  @IsText('must be a text that is not empty.')
  shownAs?: string;
}

/** How a fetched key set is kept. */
export interface JwksOptions extends OptionsOf<DeclaredJwksOptions> {}

/** `jwks` of an issuer, validated, with its defaults. */
export function normalizeJwks(
  input: unknown,
  path: string,
  problems: Problems,
): ValuesOf<DeclaredJwksOptions> {
  return validateOptions(DeclaredJwksOptions, input, path, problems) ?? new DeclaredJwksOptions();
}

/** The times of a key set in milliseconds. */
export function refreshTimes(jwks: DeclaredJwksOptions): RefreshTimes {
  return Object.freeze({
    timeToLiveMs: jwks.timeToLiveSeconds * 1000,
    maxStaleMs: jwks.maxStaleSeconds * 1000,
    timeoutMs: jwks.timeoutMs,
    cooldownMs: jwks.cooldownSeconds * 1000,
  });
}
