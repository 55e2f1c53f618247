import { refuse, type Refusal } from '../errors/index.js';
import type { Call } from './call.js';

/** Where in a call the token is read. Gives the text of the token, or says why there is none. */
export interface TokenOrigin {
  /** In words: `one bearer token in the Authorization header`. */
  readonly describe: string;
  read(call: Call): string | Refusal;
}

const SCHEME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/;
/** RFC 6750 §2.1: the scheme in any letter case (RFC 9110 §11.1), one blank, and the b64token. */
const BEARER = /^bearer ([A-Za-z0-9._~+/-]+=*)$/i;

function readHeader(value: string): string | Refusal {
  const scheme = SCHEME.exec(value)?.[0];
  if (scheme === undefined)
    return refuse('AUTHORIZATION_MALFORMED', 'the Authorization header has no scheme');
  if (scheme.toLowerCase() !== 'bearer')
    return refuse('TOKEN_MISSING', 'the Authorization header has another scheme');
  const token = BEARER.exec(value)?.[1];
  return (
    token ??
    refuse('AUTHORIZATION_MALFORMED', 'the Authorization header is not "Bearer", one blank and a token')
  );
}

/**
 * The token of the `Authorization: Bearer` header (RFC 6750 §2.1), strictly. A token in query or form (§2.2, §2.3)
 * is refused, not ignored: it has leaked into logs and histories, and two sources are an attack.
 */
export const bearerHeader: TokenOrigin = {
  describe: 'one bearer token in the Authorization header',
  read(call) {
    const [value, ...others] = call.headerValues('authorization');
    if (others.length > 0) return refuse('TOKEN_AMBIGUOUS', 'more than one Authorization header');
    const token =
      value === undefined ? refuse('TOKEN_MISSING', 'no Authorization header') : readHeader(value);
    if (!call.hasParameter('access_token')) return token;
    return typeof token === 'string'
      ? refuse('TOKEN_AMBIGUOUS', 'a bearer header and an access_token parameter')
      : refuse('AUTHORIZATION_MALFORMED', 'an access_token parameter in query or form');
  },
};
