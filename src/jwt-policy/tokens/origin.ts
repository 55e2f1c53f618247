import { dropPromise, type TokenSource } from '../claims/index.js';
import { refuse, type Refusal } from '../errors/index.js';
import type { Call } from './call.js';

/** Where in a call the token is read. */
export interface TokenOrigin {
  /** In words: `one bearer token in the Authorization header`. */
  readonly describe: string;
  /** Gives the text of the token as sent, or says why there is none. */
  read(call: Call): string | Refusal;
  /** Refuses a text that this origin cannot carry as a token. Apart, because a token seen before needs it no more. */
  checkSyntax(token: string): Refusal | undefined;
}

const SCHEME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/;
const B64TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;
const MALFORMED = 'the Authorization header is not "Bearer", one or more blanks and a token';
const BLANK = 0x20;

/** What follows the blanks at the start of a text; other white space is no blank. */
function withoutLeadingBlanks(text: string): string {
  let start = 0;
  while (text.charCodeAt(start) === BLANK) start += 1;
  return text.slice(start);
}

/** RFC 6750 §2.1: the scheme in any letter case (RFC 9110 §11.1), one or more blanks (`1*SP`), and the token. */
function readHeader(value: string): string | Refusal {
  if (value.startsWith('Bearer ') || value.slice(0, 7).toLowerCase() === 'bearer ')
    return withoutLeadingBlanks(value.slice(7));
  const scheme = SCHEME.exec(value)?.[0];
  if (scheme === undefined)
    return refuse('AUTHORIZATION_MALFORMED', 'the Authorization header has no scheme');
  if (scheme.toLowerCase() !== 'bearer')
    return refuse('TOKEN_MISSING', 'the Authorization header has another scheme');
  return refuse('AUTHORIZATION_MALFORMED', MALFORMED);
}

/**
 * A token that is read by a function of the call's attributes. What such a place holds is the bare token; a header that
 * was sent twice arrives as one text with a comma in it, which is no token.
 */
export function sourceOrigin(source: TokenSource): TokenOrigin {
  return {
    describe: source.describe,
    read(call) {
      // Of two, Node shows the source the first alone: whoever else reads the call may take the other.
      if (call.headerValues('authorization').length > 1)
        return refuse('TOKEN_AMBIGUOUS', 'more than one Authorization header');
      try {
        const token = source.read(call.attributes);
        if (typeof token === 'string' && token !== '') return token;
        dropPromise(token);
      } catch {
        return refuse('TOKEN_MISSING', 'the token origin failed');
      }
      return refuse('TOKEN_MISSING', 'there is no token at the token origin');
    },
    // Whatever is no token is refused when it is parsed.
    checkSyntax: () => undefined,
  };
}

/**
 * The token of the `Authorization: Bearer` header (RFC 6750 §2.1), strictly. A token in query or form (§2.2, §2.3)
 * is refused, not ignored: it has leaked into logs and histories, and two sources are an attack.
 */
export const bearerHeader: TokenOrigin = {
  describe: 'one bearer token in the Authorization header',
  read(call) {
    const values = call.headerValues('authorization');
    if (values.length > 1) return refuse('TOKEN_AMBIGUOUS', 'more than one Authorization header');
    const value = values[0];
    const token =
      value === undefined ? refuse('TOKEN_MISSING', 'no Authorization header') : readHeader(value);
    if (!call.hasParameter('access_token')) return token;
    return typeof token === 'string'
      ? refuse('TOKEN_AMBIGUOUS', 'a bearer header and an access_token parameter')
      : refuse('AUTHORIZATION_MALFORMED', 'an access_token parameter in query or form');
  },
  checkSyntax(token) {
    return B64TOKEN.test(token) ? undefined : refuse('AUTHORIZATION_MALFORMED', MALFORMED);
  },
};
