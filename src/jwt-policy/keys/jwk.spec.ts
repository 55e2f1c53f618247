import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generateKey } from '../../../test/support/test-issuer.js';
import { ALGORITHM_NAMES, isAlgorithm } from './algorithms.js';
import { FOR_ENCRYPTION, validateJwk } from './jwk.js';

const rsa = { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'r', alg: 'RS256', use: 'sig' };
const ec = { kty: 'EC', crv: 'P-256', x: 'AQAB', y: 'AQAB', kid: 'e' };
const okp = { kty: 'OKP', crv: 'Ed25519', x: 'AQAB', kid: 'o' };

describe('validateJwk', () => {
  it('reduces an RSA key to what makes it', () => {
    expect(validateJwk({ ...rsa, x5c: ['MIIB'], x5u: 'http://evil.example', ext: true })).toStrictEqual({
      kid: 'r',
      alg: 'RS256',
      jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
    });
  });

  it('reduces an EC key to what makes it', () => {
    expect(validateJwk({ ...ec, n: 'AQAB' })).toStrictEqual({
      kid: 'e',
      alg: undefined,
      jwk: { kty: 'EC', crv: 'P-256', x: 'AQAB', y: 'AQAB' },
    });
  });

  it('reduces an Ed25519 key to what makes it', () => {
    expect(validateJwk({ ...okp, y: 'AQAB' })).toStrictEqual({
      kid: 'o',
      alg: undefined,
      jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AQAB' },
    });
  });

  it.each([
    ['without kid', { kid: undefined }],
    ['with a kid of 1024 characters', { kid: 'k'.repeat(1024) }],
    ['without alg', { alg: undefined }],
    ['without use', { use: undefined }],
    ['whose key_ops include verify', { key_ops: ['sign', 'verify'] }],
    ['for PS512', { alg: 'PS512' }],
    ['whose kid is null', { kid: null }],
    ['whose alg is null', { alg: null }],
    ['whose use is null', { use: null }],
    ['whose key_ops are null', { key_ops: null }],
    ['whose key_ops have a null beside verify', { key_ops: [null, 'verify'] }],
    [
      'whose private members are all null',
      { d: null, p: null, q: null, dp: null, dq: null, qi: null, k: null },
    ],
    ['for signatures whose key_ops name more than verify', { key_ops: ['verify', 'encrypt'] }],
  ])('uses a key %s', (_name, change) => {
    expect(validateJwk({ ...rsa, ...change })).toMatchObject({ jwk: { kty: 'RSA' } });
  });

  it.each([[null], [undefined], [[]], [[rsa]], ['RSA'], [1], [true]])('drops the member %j', (member) => {
    expect(validateJwk(member)).toBe('it is not an object');
  });

  it('drops a secret', () => {
    expect(validateJwk({ kty: 'oct', k: 'c2VjcmV0', kid: 'a' })).toContain('symmetric');
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])(
    'drops a key with the private member %s, even an empty one',
    (name) => {
      expect(validateJwk({ ...rsa, [name]: '' })).toContain('private members');
    },
  );

  it('takes a member that is null for one that is absent', () => {
    const { kid: _kid, alg: _alg, use: _use, ...bare } = rsa;
    const nulls = {
      kid: null,
      alg: null,
      use: null,
      key_ops: null,
      d: null,
      oth: null,
      priv: null,
      x5c: null,
    };
    expect(validateJwk({ ...bare, ...nulls })).toStrictEqual(validateJwk(bare));
  });

  it.each([
    ['one private member beside others that are null', { d: null, p: 'AQAB' }],
    ['a private member that is false', { d: false }],
    ['a private member that is a list with null', { oth: [null] }],
  ])('still drops a key with %s', (_name, change) => {
    expect(validateJwk({ ...rsa, ...change })).toContain('private members');
  });

  it.each([
    ['use enc', { use: 'enc' }],
    ['use enc and the alg of encryption', { use: 'enc', alg: 'RSA-OAEP' }],
    ['use enc, though its key_ops include verify', { use: 'enc', key_ops: ['verify'] }],
    ['key_ops of encryption alone', { use: undefined, key_ops: ['encrypt', 'wrapKey'] }],
    ['key_ops of key agreement alone', { use: null, key_ops: ['deriveKey'] }],
  ])('reports a key with %s as one for encryption', (_name, change) => {
    expect(validateJwk({ ...rsa, ...change })).toBe(FOR_ENCRYPTION);
  });

  it.each([
    ['a secret', { kty: 'oct', k: 'c2VjcmV0', use: 'enc' }, 'symmetric'],
    ['a private key', { ...rsa, d: 'AQAB', use: 'enc' }, 'private members'],
  ])('reports %s as what it is, even with use enc', (_name, member, reason) => {
    expect(validateJwk(member)).toContain(reason);
  });

  it('drops a whole private key', () => {
    const privateJwk = generateKey('p', 'ES256').privateKey.export({ format: 'jwk' });
    expect(validateJwk(privateJwk)).toContain('private members');
  });

  it.each([
    ['ENC', '"ENC"'],
    ['SIG', '"SIG"'],
    ['', '""'],
    ['signature', '"signature"'],
    [['sig'], '"object"'],
    [['enc'], '"object"'],
    [1, '"number"'],
  ])('drops a key with the use %j and says so', (use, found) => {
    expect(validateJwk({ ...rsa, use })).toBe(`its use is ${found}, not "sig"`);
  });

  it.each([[[]], [['sign']], [['VERIFY']], [['encrypt']], ['verify'], [{ verify: true }], [[['verify']]]])(
    'drops a key with the key_ops %j',
    (key_ops) => {
      expect(validateJwk({ ...rsa, key_ops })).toBe('its key_ops do not include "verify"');
    },
  );

  it.each([['', 'k'.repeat(1025), 1, false, ['r'], [null], {}]].flat().map((kid) => [kid]))(
    'drops a key with the kid %j',
    (kid) => {
      expect(validateJwk({ ...rsa, kid })).toContain('its kid is not a string of 1 to 1024 characters');
    },
  );

  it.each([['none'], ['RSA-OAEP'], ['rs256'], [''], ['constructor'], [['RS256']], [256]])(
    'drops a key with the alg %j',
    (alg) => {
      expect(validateJwk({ ...rsa, alg })).toMatch(/^its alg ".*" is not supported for signatures$/);
    },
  );

  it.each([
    ['RSA', rsa, ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
    ['P-256', ec, ['ES256']],
    ['P-384', { ...ec, crv: 'P-384' }, ['ES384']],
    ['P-521', { ...ec, crv: 'P-521' }, ['ES512']],
    ['Ed25519', okp, ['EdDSA', 'Ed25519']],
  ])('uses %s keys with the algorithms that go with them and drops all others', (_name, jwk, algorithms) => {
    const accepted = ALGORITHM_NAMES.filter((alg) => typeof validateJwk({ ...jwk, alg }) === 'object');
    expect(accepted).toEqual(algorithms);
    expect(validateJwk({ ...jwk, alg: 'HS256' })).toMatch(
      /^its alg "HS256" does not go with its (kty "RSA"|crv "(P-|Ed)[0-9]+")$/,
    );
  });

  it.each([
    ['no kty', { kty: undefined }, 'it has no kty'],
    ['a kty in another letter case', { kty: 'rsa' }, 'its kty "rsa" is not supported'],
    ['a post-quantum kty', { kty: 'AKP' }, 'its kty "AKP" is not supported'],
    ['a kty named like the prototype', { kty: '__proto__' }, 'its kty "__proto__" is not supported'],
  ])('drops a key with %s', (_name, change, why) => {
    expect(validateJwk({ ...rsa, alg: undefined, ...change })).toBe(why);
  });

  it.each([['secp256k1'], ['P-192'], ['p-256'], ['constructor'], ['__proto__'], [['P-256']]])(
    'drops an EC key on the curve %j',
    (crv) => {
      expect(validateJwk({ ...ec, crv })).toMatch(/^its crv ".*" is not supported with kty "EC"$/);
    },
  );

  it.each([['Ed448'], ['X25519'], ['ed25519']])('drops an OKP key on the curve %j', (crv) => {
    expect(validateJwk({ ...okp, crv })).toBe(`its crv "${crv}" is not supported with kty "OKP"`);
  });

  it.each([ec, okp])('drops a key without a curve', (jwk) => {
    expect(validateJwk({ ...jwk, crv: undefined })).toBe('it has no crv');
  });

  it.each([undefined, null])('says which number is absent: %p', (value) => {
    expect(validateJwk({ ...rsa, n: value })).toBe('it has no n');
    expect(validateJwk({ ...rsa, e: value })).toBe('it has no e');
    expect(validateJwk({ ...ec, x: value })).toBe('it has no x');
    expect(validateJwk({ ...ec, y: value })).toBe('it has no y');
    expect(validateJwk({ ...okp, x: value })).toBe('it has no x');
  });

  it('drops a key whose numbers are too long to be used', () => {
    expect(validateJwk({ ...rsa, n: 'A'.repeat(4097) })).toBe('its n has more than 4096 characters');
  });

  it.each([[''], ['AQ=='], ['AQ+/'], ['A Q'], ['AQ\n'], [65_537], [['AQAB']]])(
    'drops a key whose numbers are %j',
    (value) => {
      expect(validateJwk({ ...rsa, n: value })).toBe('its n is not base64url');
      expect(validateJwk({ ...rsa, e: value })).toBe('its e is not base64url');
      expect(validateJwk({ ...ec, x: value })).toBe('its x is not base64url');
      expect(validateJwk({ ...ec, y: value })).toBe('its y is not base64url');
      expect(validateJwk({ ...okp, x: value })).toBe('its x is not base64url');
    },
  );

  it('reads own members only', () => {
    expect(validateJwk(JSON.parse(`{"__proto__":${JSON.stringify(rsa)}}`))).toBe('it has no kty');
    expect(validateJwk(Object.create(rsa))).toBe('it has no kty');
  });

  it('takes no private members from the prototype for its own', () => {
    const member = Object.assign(Object.create({ d: 'AQAB' }) as object, rsa);
    expect(typeof validateJwk(member)).toBe('object');
  });

  it('never throws, and what it lets through is public and complete', () => {
    const text = fc.constantFrom(
      'RSA',
      'EC',
      'OKP',
      'oct',
      'P-256',
      'Ed25519',
      'AQAB',
      'sig',
      'verify',
      'RS256',
      '',
    );
    const value = fc.oneof(text, fc.array(text, { maxLength: 2 }), fc.jsonValue());
    const names = ['kty', 'crv', 'n', 'e', 'x', 'y', 'd', 'k', 'kid', 'alg', 'use', 'key_ops', '__proto__'];
    const member = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...names), value));
    fc.assert(
      fc.property(member, (given) => {
        const validated = validateJwk(given);
        if (typeof validated === 'string') return;
        expect(Object.keys(validated.jwk)).not.toEqual(expect.arrayContaining(['d']));
        expect(validated.alg === undefined || isAlgorithm(validated.alg)).toBe(true);
        for (const part of Object.values(validated.jwk)) expect(part).toMatch(/^[\w-]+$/);
      }),
      { numRuns: 1000 },
    );
  });
});
