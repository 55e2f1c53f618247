import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { encode } from '../../../test/support/test-issuer.js';
import { MAX_TOKEN_CHARACTERS } from './malformation.js';
import { parseToken } from './parse-token.js';

const HEADER = encode({ alg: 'RS256' });
const PAYLOAD = encode({ sub: 'alice' });
const SIGNATURE = encode('signature');
const TOKEN = `${HEADER}.${PAYLOAD}.${SIGNATURE}`;

describe('the detail of a token that is no compact JWS', () => {
  it.each([
    ['an empty text', '', 'the token is empty'],
    ['an opaque token', '7a4b9f2c-5d1e', 'the token has no dots, and a signed JWT has two'],
    [
      'an encrypted token',
      `${HEADER}..${PAYLOAD}.${SIGNATURE}.${SIGNATURE}`,
      'the token has 5 parts, and a signed JWT has three',
    ],
    [
      'a token as AWS ALB writes it',
      `${HEADER}==.${PAYLOAD}=.${SIGNATURE}`,
      'the token is padded with "=", which RFC 7515 §2 forbids',
    ],
    [
      'base64',
      `${HEADER}.${PAYLOAD}.ab+/`,
      'the token is written in base64, and a JWT is written in base64url',
    ],
    [
      'base64 with padding',
      `${HEADER}.${PAYLOAD}.a+==`,
      'the token is written in base64, and a JWT is written in base64url',
    ],
    ['the whole header', `Bearer ${TOKEN}`, 'the token begins with "Bearer"'],
    [
      'a line break',
      `${TOKEN}\n`,
      'the token has characters that base64url does not have, such as a blank, a quote or a line break',
    ],
    [
      'JSON serialisation',
      JSON.stringify({ payload: PAYLOAD }),
      'the token has characters that base64url does not have, such as a blank, a quote or a line break',
    ],
    ['two parts', `${HEADER}.${PAYLOAD}`, 'the token has 2 parts, and a signed JWT has three'],
    ['four parts', `${TOKEN}.${SIGNATURE}`, 'the token has 4 parts, and a signed JWT has three'],
    ['an unsigned token', `${HEADER}.${PAYLOAD}.`, 'the token has no signature: its third part is empty'],
    ['a detached payload', `${HEADER}..${SIGNATURE}`, 'the token has an empty part'],
    [
      'a token that was cut off',
      `${HEADER}.${PAYLOAD}.AAAAA`,
      'a part of the token is not canonical base64url (RFC 4648 §3.5)',
    ],
    [
      'a token that is too long',
      `${TOKEN}${'A'.repeat(MAX_TOKEN_CHARACTERS)}`,
      `the token has ${TOKEN.length + 16_384} characters, more than 16384`,
    ],
  ])('says what is wrong with %s', (_name, token, detail) => {
    expect(parseToken(token)).toEqual({ code: 'TOKEN_MALFORMED', detail });
  });

  it('holds nothing of the token', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(JSON.stringify(parseToken(`${before}MARK-01${after}`))).not.toContain('MARK-01');
      }),
    );
  });
});
