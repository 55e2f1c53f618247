import type { JwtClaims } from '../claims/index.js';
import type { CauseEvidence, KnownCause } from './known-cause.js';

/** The sentence for a token that is no JWT. */
export function opaqueSentence(
  advice = 'ask the issuer for a JWT access token, often by naming the API as audience or resource',
): string {
  return `the token is opaque, no JWT: ${advice}`;
}

/** The sentence for a token that only somebody else can read. */
export function encryptedSentence(
  advice = 'encrypted tokens are not supported, have the issuer sign it only',
): string {
  return `the token is encrypted, it has five parts: ${advice}`;
}

/** The sentence for an id token. */
export const ID_TOKEN_SENTENCE =
  'the token is an id token, which is for the application that signs users in: send the access token';

/** The sentence for a refresh token. */
const REFRESH_TOKEN_SENTENCE =
  'the token is a refresh token, which is for the issuer alone: send the access token that it gets';

/** Whether a text is an opaque token. */
export function isOpaque(token: string): boolean {
  return token !== '' && !token.includes('.');
}

/** Whether a text has the parts of an encrypted token (RFC 7516 §7.1). */
export function isEncrypted(token: string): boolean {
  return token.split('.').length === 5;
}

function kindOf(claims: JwtClaims, kinds: readonly string[]): boolean {
  return ['typ', 'token_use'].some((name) => {
    const kind = claims[name];
    return typeof kind === 'string' && kinds.includes(kind.toLowerCase());
  });
}

function isIdToken({ claims }: CauseEvidence): boolean {
  return (
    ['at_hash', 'c_hash', 's_hash'].some((name) => Object.hasOwn(claims, name)) || kindOf(claims, ['id'])
  );
}

const WORD = /^[A-Za-z0-9._~+/-]+=*$/;
/** Blanks, ends of lines and quotes, as a copy brings them along. */
const PASTED = /[\s"'`\u200b\ufeff]/g;

/** Causes that the text of the token shows, or its kind. */
export const TOKEN_CAUSES: readonly KnownCause[] = [
  {
    name: 'pasted-scheme',
    codes: ['TOKEN_MALFORMED', 'AUTHORIZATION_MALFORMED'],
    mender: 'caller',
    sentence: () =>
      'the word "Bearer" stands before the token twice, or in a place that takes the token alone',
    matches: ({ token }) => /^bearer\s/i.test(token),
  },
  {
    name: 'pasted-header',
    codes: ['TOKEN_MALFORMED', 'AUTHORIZATION_MALFORMED'],
    mender: 'caller',
    sentence: () => 'the token is a whole header line: give what follows "Bearer" alone',
    matches: ({ token }) => /^authorization\s*:/i.test(token),
  },
  {
    name: 'pasted-json',
    codes: ['TOKEN_MALFORMED', 'AUTHORIZATION_MALFORMED'],
    mender: 'caller',
    sentence: () =>
      'the token is JSON, as an issuer answers a request for a token: give the value of access_token alone',
    matches: ({ token }) => /^\s*\{/.test(token),
  },
  {
    name: 'pasted-characters',
    codes: ['TOKEN_MALFORMED', 'AUTHORIZATION_MALFORMED'],
    mender: 'caller',
    sentence: () => 'a blank, a line break or a quote came along when the token was copied: remove it',
    matches: ({ token }) => !WORD.test(token) && WORD.test(token.replaceAll(PASTED, '')),
  },
  {
    name: 'padded-token',
    codes: ['TOKEN_MALFORMED', 'AUTHORIZATION_MALFORMED'],
    mender: 'caller',
    sentence: () =>
      'the token is padded with "=": the client or a proxy encodes it again, so send it as the issuer gave it; behind AWS ALB send x-amzn-oidc-accesstoken, not x-amzn-oidc-data',
    matches: ({ token }) => token.includes('.') && token.includes('='),
  },
  {
    name: 'encoded-again',
    codes: ['TOKEN_MALFORMED'],
    mender: 'caller',
    sentence: () =>
      'the client or a proxy has encoded the token again, in base64 and not in base64url: send it unchanged',
    matches: ({ token }) => /[+/]/.test(token) && /^[\w+/-]+\.[\w+/-]+\.[\w+/-]+$/.test(token),
  },
  {
    name: 'encrypted-token',
    codes: ['TOKEN_MALFORMED'],
    mender: 'issuer',
    sentence: () => encryptedSentence(),
    matches: ({ token }) => isEncrypted(token),
  },
  {
    name: 'opaque-token',
    codes: ['TOKEN_MALFORMED'],
    mender: 'caller',
    sentence: () => opaqueSentence(),
    matches: ({ token }) => isOpaque(token),
  },
  {
    name: 'unsigned-token',
    codes: ['TOKEN_MALFORMED'],
    mender: 'issuer',
    otherMender: 'caller',
    sentence: () =>
      'the token was not signed, as those of emulators and examples are, or its end was cut off',
    matches: ({ token }) => /^[\w-]+\.[\w-]+\.$/.test(token),
  },
  {
    name: 'cut-token',
    codes: ['TOKEN_MALFORMED'],
    mender: 'caller',
    sentence: () =>
      'the token was changed or cut off on its way, as by a field that is too short: compare its length',
    matches: ({ token }) => /^[\w-]+\.[\w-]+(\.[\w-]+)?$/.test(token),
  },
  {
    name: 'id-token',
    codes: ['ACCESS_TOKEN_REQUIRED', 'AUDIENCE_REFUSED', 'CLAIM_REFUSED', 'CLAIM_MISSING', 'SCOPE_MISSING'],
    mender: 'caller',
    sentence: () => ID_TOKEN_SENTENCE,
    matches: isIdToken,
  },
  {
    name: 'refresh-token',
    codes: ['ACCESS_TOKEN_REQUIRED', 'AUDIENCE_REFUSED', 'CLAIM_REFUSED', 'CLAIM_MISSING', 'SCOPE_MISSING'],
    mender: 'caller',
    sentence: () => REFRESH_TOKEN_SENTENCE,
    matches: ({ claims }) => kindOf(claims, ['refresh', 'offline']),
  },
];
