import { dropPromise, type CallAttributes, type TokenSource } from '../claims/index.js';
import { refuse, type Refusal } from '../errors/index.js';
import type { CalledOperation, CalledRoute } from '../routes/index.js';
import { foreignCharacter, paddingProblem } from './malformation.js';

/** The parts of a call that a decision needs. `transports/` makes one for each kind of call. */
export interface Call {
  /** Every occurrence of a request header, as sent, so that two headers are not read as one. `name` is in lower case. */
  headerValues(name: string): readonly string[];
  /** Whether the query string or a form body has a parameter of this name. */
  hasParameter(name: string): boolean;
  readonly method: string;
  /** The route that the router matched, global prefix included. Undefined where it cannot be known. */
  readonly route: CalledRoute | undefined;
  /** What a call that is no HTTP request asks for. Without it, rows of `appliesTo` cannot be compared with the call. */
  readonly operation?: CalledOperation | undefined;
  /** What several calls share that came by one request. HTTP requests have none: each is one call. */
  readonly memo?: object | undefined;
  /** The same object at each reading. */
  readonly attributes: CallAttributes;
}

/** The place in a call where the token is read. */
export interface TokenOrigin {
  /** The place in words: `one bearer token in the Authorization header`. */
  readonly describe: string;
  /** The text of the token as sent, or the refusal if there is none. */
  read(call: Call): string | Refusal;
  /**
   * Refuses a text that is no token by the syntax of this origin. Separate from `read`, because a cached token skips
   * it.
   */
  checkSyntax(token: string): Refusal | undefined;
}

/** A token as the value of an `Authorization` header. One that comes with its scheme keeps it. */
export function withBearer(token: string): string {
  return /^bearer(\s|$)/i.test(token) ? token : `Bearer ${token}`;
}

/** Stands for what is no text. It was sent, so the call must not count as one without a token. */
const UNREADABLE = '?';

/** What came in a place for a token beside the headers, as the values of an `Authorization` header: none if nothing came. */
export function sentToken(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return [typeof value === 'string' ? withBearer(value) : UNREADABLE];
}

const SCHEME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/;
const B64TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;
/** A JWS in the place of the scheme. No scheme looks like this, so the refusal can name the mistake. */
const BARE_TOKEN = /^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;
const MALFORMED = 'the Authorization header is not "Bearer", one or more blanks and a token';
const BLANK = 0x20;

/** The text without the blanks at its start. Other white space is kept. */
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
  if (scheme.toLowerCase() === 'bearer') return refuse('AUTHORIZATION_MALFORMED', MALFORMED);
  if (BARE_TOKEN.test(value))
    return refuse(
      'AUTHORIZATION_MALFORMED',
      'the Authorization header has a token without its scheme: send "Bearer", a blank and the token',
    );
  return refuse(
    'TOKEN_MISSING',
    scheme === value
      ? 'the Authorization header is one word: a scheme without a token, or a token without "Bearer" before it'
      : 'the Authorization header has another scheme than Bearer',
  );
}

/**
 * An origin whose function reads the token from the attributes of the call: the token alone, without a scheme. A header
 * that was sent twice arrives as one text with a comma in it, which is refused as malformed.
 */
export function sourceOrigin(source: TokenSource): TokenOrigin {
  return {
    describe: source.describe,
    read(call) {
      // Node.js shows only the first of two headers here, and another reader of the call may use the second.
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
    // The parser refuses a text that is no token.
    checkSyntax: () => undefined,
  };
}

/**
 * The token of the `Authorization: Bearer` header (RFC 6750 §2.1), strictly. A token in query or form (§2.2, §2.3)
 * is refused, not ignored: it has leaked into logs and histories, and two tokens in one request may be an attack.
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
    if (B64TOKEN.test(token)) return undefined;
    const character = foreignCharacter(token);
    const met =
      character === undefined ? MALFORMED : `the token in the Authorization header has ${character}`;
    return refuse('AUTHORIZATION_MALFORMED', paddingProblem(token) ?? met);
  },
};
