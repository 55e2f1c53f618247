/**
 * Longer tokens are refused before anything is decoded, so that the cost of an unverified token is bounded. The limit
 * cannot be set: Node.js accepts no more than 16 KiB of headers by default.
 */
export const MAX_TOKEN_CHARACTERS = 16 * 1024;

const BASE64URL = /^[A-Za-z0-9_-]*$/;
/** Characters of base64 instead of base64url: `+`, `/` and the padding. */
const PADDED = /^[A-Za-z0-9._=-]+$/;
const BASE64 = /^[A-Za-z0-9._=+/-]+$/;

/** Why a text with `=` in it is no token. Undefined if it has other foreign characters too. */
export function paddingProblem(token: string): string | undefined {
  if (!token.includes('=') || !PADDED.test(token)) return undefined;
  return 'the token is padded with "=", which RFC 7515 §2 forbids';
}

const FOREIGN = /[^A-Za-z0-9._~+/=-]/u;
const CHARACTERS: readonly (readonly [words: string, characters: RegExp])[] = [
  ['a blank', / /],
  ['a tab', /\t/],
  ['a line break', /[\r\n]/],
  ['a quote', /["'`]/],
  ['a comma', /,/],
];

/** The first character of a text that no bearer token has (RFC 6750 §2.1), in words that repeat nothing of it. */
export function foreignCharacter(token: string): string | undefined {
  if (/^bearer\s/i.test(token)) return 'the word "Bearer" a second time';
  const found = FOREIGN.exec(token);
  if (found === null) return undefined;
  const [words] = CHARACTERS.find(([, characters]) => characters.test(found[0])) ?? ['a foreign character'];
  return `${words} at position ${found.index + 1}`;
}

function characterProblem(token: string): string {
  if (/^bearer /i.test(token)) return 'the token begins with "Bearer"';
  if (BASE64.test(token)) return 'the token is written in base64, and a JWT is written in base64url';
  return 'the token has characters that base64url does not have, such as a blank, a quote or a line break';
}

function partProblem(parts: readonly string[]): string {
  if (parts.length === 1) return 'the token has no dots, and a signed JWT has two';
  if (parts.length !== 3) return `the token has ${parts.length} parts, and a signed JWT has three`;
  if (parts[2] === '') return 'the token has no signature: its third part is empty';
  if (parts.includes('')) return 'the token has an empty part';
  return 'a part of the token is not canonical base64url (RFC 4648 §3.5)';
}

/**
 * Why `splitToken` refuses a text, in words that repeat nothing of it. The likely cause and its remedy are in the table of
 * causes.
 */
export function malformation(token: string): string {
  if (token.length > MAX_TOKEN_CHARACTERS)
    return `the token has ${token.length} characters, more than ${MAX_TOKEN_CHARACTERS}`;
  if (token === '') return 'the token is empty';
  const parts = token.split('.');
  if (parts.every((part) => BASE64URL.test(part))) return partProblem(parts);
  return paddingProblem(token) ?? characterProblem(token);
}
