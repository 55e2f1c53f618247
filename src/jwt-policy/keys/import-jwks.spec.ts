import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generateKey } from '../../../test/support/test-issuer.js';
import { fetchJwks, importJwks, JwksRefusedError, type ImportedJwks } from './import-jwks.js';

const URL = 'https://id.example.com/jwks';
const { jwk: rsa } = generateKey('rsa');
const { jwk: small } = generateKey('small', 'RS256', { modulusLength: 1024 });
const { jwk: ec } = generateKey('ec', 'ES256');
const { jwk: ec384 } = generateKey('ec384', 'ES384');
const { jwk: ed } = generateKey('ed', 'EdDSA');

/** What came of it, comparable: the keys with their algorithms and bytes, or the sentence of the refusal. */
function show({ keys, dropped }: ImportedJwks): unknown {
  const shown = keys.map(({ kid, key, algorithms }) => [kid, [...algorithms], key.export({ format: 'jwk' })]);
  return { keys: shown, dropped };
}

function atHand(document: unknown): unknown {
  try {
    return show(importJwks(document));
  } catch (error) {
    expect(error).toBeInstanceOf(JwksRefusedError);
    return (error as Error).message;
  }
}

async function fetched(document: unknown): Promise<unknown> {
  try {
    return show(await fetchJwks(URL, async () => document));
  } catch (error) {
    expect(error).toBeInstanceOf(JwksRefusedError);
    return (error as Error).message;
  }
}

/** Both ways in must say the same. */
async function imported(document: unknown): Promise<unknown> {
  const result = await fetched(document);
  expect(atHand(document)).toEqual(result);
  return result;
}

function many(count: number): { keys: object[] } {
  return { keys: Array.from({ length: count }, (_, index) => ({ ...ed, kid: `k${index}` })) };
}

describe('a JWK set', () => {
  it('becomes keys bound to the algorithms that go with them', async () => {
    const { alg: _alg, ...anyRsa } = rsa;
    const { keys } = await fetchJwks(URL, async () => ({ keys: [anyRsa, rsa, ec, ec384, ed] }));
    expect(keys.map(({ kid, algorithms }) => [kid, [...algorithms]])).toEqual([
      ['rsa', ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
      ['rsa', ['RS256']],
      ['ec', ['ES256']],
      ['ec384', ['ES384']],
      ['ed', ['EdDSA']],
    ]);
  });

  it('keeps kids as they are, whatever they look like, and keys without one', async () => {
    const kids = ['__proto__', '0', '../../etc/passwd', "' OR 1=1 --", 'ключ', undefined];
    const document = { keys: kids.map((kid) => ({ ...ed, kid })) };
    const { keys } = await fetchJwks(URL, async () => document);
    expect(keys.map(({ kid }) => kid)).toEqual(kids);
    await imported(document);
  });

  it('keeps each key with its own kid when members between them are dropped', async () => {
    const { keys, dropped } = await fetchJwks(URL, async () => ({
      keys: [null, ec, { ...ec, x: 'AQ' }, ed],
    }));
    expect(keys.map(({ kid, key }) => [kid, key.asymmetricKeyType])).toEqual([
      ['ec', 'ec'],
      ['ed', 'ed25519'],
    ]);
    expect(dropped).toEqual([
      { level: 'warn', sentence: 'key 0 is not used: it is not an object' },
      { level: 'warn', sentence: 'key "ec" is not used: its x and y are not a point on its curve' },
    ]);
  });

  it.each([
    ['is null', null, 'not an object'],
    ['is a text', 'x', 'not an object'],
    ['is a secret', { kty: 'oct', k: 'c2VjcmV0' }, 'symmetric'],
    ['has private members', { ...ec, d: 'AQAB' }, 'private members'],
    ['is for something else', { ...rsa, use: 'tls' }, 'use is "tls", not "sig"'],
    ['may not verify', { ...rsa, key_ops: ['sign'] }, 'key_ops do not include'],
    ['names an algorithm of another key type', { ...rsa, alg: 'ES256' }, 'does not go with'],
    ['names HMAC', { ...rsa, alg: 'HS256' }, 'does not go with'],
    ['has a modulus of 1024 bits', small, 'fewer than 2048'],
    [
      'has a modulus of 8200 bits',
      { ...rsa, n: Buffer.alloc(1025, 0xff).toString('base64url') },
      'more than 8192',
    ],
    ['has the exponent 1', { ...rsa, e: 'AQ' }, 'its RSA exponent'],
    ['has an even exponent', { ...rsa, e: 'Ag' }, 'its RSA exponent'],
    ['has a point that is not on the curve', { ...ec, y: ec['x'] }, 'not a point on its curve'],
    ['has a point of another curve', { ...ec, x: ec384['x'], y: ec384['y'] }, 'not a point on its curve'],
    ['has the point at zero', { ...ec, x: 'A'.repeat(43), y: 'A'.repeat(43) }, 'not a point on its curve'],
    [
      'has an Ed25519 point of 31 bytes',
      { ...ed, x: Buffer.alloc(31, 1).toString('base64url') },
      'its x is not an Ed25519 key',
    ],
    ['is on secp256k1', { ...ec, crv: 'secp256k1', alg: undefined }, 'not supported'],
  ])('loses a member that %s, and its good ones work', async (_name, member, reason) => {
    const result = await imported({ keys: [member, ed] });
    expect(result).toMatchObject({
      keys: [['ed', ['EdDSA'], { crv: 'Ed25519' }]],
      dropped: [{ level: 'warn', sentence: expect.stringMatching(/^key (0|".+") is not used: /) }],
    });
    expect(result).toMatchObject({ dropped: [{ sentence: expect.stringContaining(reason) }] });
  });

  it.each([
    ['use', { ...rsa, kid: 'enc-1', use: 'enc', alg: 'RSA-OAEP' }],
    ['key_ops', { ...rsa, kid: 'enc-1', use: undefined, alg: undefined, key_ops: ['unwrapKey'] }],
  ])('reports a key that is for encryption by its %s at level debug', async (_name, member) => {
    await expect(imported({ keys: [member, ed] })).resolves.toMatchObject({
      keys: [['ed', ['EdDSA'], { crv: 'Ed25519' }]],
      dropped: [
        { level: 'debug', sentence: 'key "enc-1" is not used: it is for encryption, not for signatures' },
      ],
    });
  });

  it.each([
    ['a kid that is null', { kid: null }, 'key 0 is not used'],
    ['an empty kid', { kid: '' }, 'key 0 is not used'],
    ['a kid that is no text', { kid: ['a'] }, 'key 0 is not used'],
    ['a kid with a line break', { kid: 'a\nb' }, String.raw`key "a\nb" is not used`],
    ['a kid that is long', { kid: 'k'.repeat(100) }, `key "${'k'.repeat(64)}…" is not used`],
  ])('names a dropped member with %s so that it fits on one line', async (_name, change, start) => {
    const result = await imported({ keys: [{ ...rsa, use: 'tls', ...change }, ed] });
    expect(result).toMatchObject({ dropped: [{ sentence: expect.stringContaining(start) }] });
  });

  it('keeps a key whose private members and marks are null', async () => {
    const nulls = { d: null, p: null, q: null, use: null, key_ops: null, alg: null, kid: null };
    await expect(imported({ keys: [{ ...ed, ...nulls }] })).resolves.toMatchObject({
      keys: [[undefined, ['EdDSA', 'Ed25519'], { crv: 'Ed25519' }]],
      dropped: [],
    });
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['a text', '{"keys":[]}'],
    ['a list', [ed]],
    ['an empty object', {}],
    ['text for keys', { keys: 'x' }],
    ['an object for keys', { keys: { 0: ed, length: 1 } }],
    ['null for keys', { keys: null }],
    ['inherited keys', Object.create({ keys: [ed] })],
    ['keys under __proto__', JSON.parse(JSON.stringify({ x: { keys: [ed] } }).replace('"x"', '"__proto__"'))],
  ])('is refused as a whole when it is %s', async (_name, document: unknown) => {
    await expect(imported(document)).resolves.toBe('the document is not a JWK set: it has no "keys" array');
  });

  it('is refused when it is empty', async () => {
    await expect(imported({ keys: [] })).resolves.toBe('the JWK set is empty');
  });

  it('may have 100 members and not one more', async () => {
    expect(importJwks(many(100)).keys).toHaveLength(100);
    await expect(imported(many(101))).resolves.toBe(
      'the JWK set has 101 keys, more than 100; this limit cannot be set, because an issuer needs two to ten',
    );
  });

  it('is refused when no member can be used, with the reason of each', async () => {
    await expect(imported({ keys: [{ ...ec, y: ec['x'] }] })).resolves.toBe(
      'the JWK set holds no usable key (key "ec" is not used: its x and y are not a point on its curve)',
    );
    await expect(imported({ keys: [null, small, { ...ed, use: 'enc' }] })).resolves.toBe(
      'the JWK set holds no usable key (key 0 is not used: it is not an object; ' +
        'key "small" is not used: its RSA modulus has 1024 bits, fewer than 2048; a larger key must replace it; ' +
        'key "ed" is not used: it is for encryption, not for signatures)',
    );
  });

  it('gives the same from a URL and from the options, whatever its members are', async () => {
    const change = fc.record(
      {
        kid: fc.oneof(fc.string(), fc.jsonValue()),
        use: fc.constantFrom('sig', 'enc', null),
        alg: fc.constantFrom('RS256', 'PS256', 'ES256', 'EdDSA', 'none'),
        x: fc.constantFrom('', 'AQAB', ec['x'], ed['x']),
        y: fc.constantFrom('', 'AQAB', ec['y']),
        e: fc.constantFrom('AQ', 'Aw', 'AQAB'),
      },
      { requiredKeys: [] },
    );
    const base = fc.constantFrom<object>(rsa, small, ec, ed, {});
    const member = fc.oneof(
      fc.jsonValue(),
      fc.tuple(base, change).map(([jwk, changed]) => ({ ...jwk, ...changed })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(member, { maxLength: 4 }), (keys) =>
        imported({ keys }).then(() => undefined),
      ),
      {
        numRuns: 60,
      },
    );
  });
});

describe('fetchJwks', () => {
  it('asks for the given URL, once', async () => {
    const asked: string[] = [];
    await fetchJwks(URL, async (url) => {
      asked.push(url);
      return { keys: [ed] };
    });
    expect(asked).toEqual([URL]);
  });

  it('rejects with the error of the fetch', async () => {
    const error = new Error('ECONNREFUSED');
    await expect(fetchJwks(URL, () => Promise.reject(error))).rejects.toBe(error);
  });
});
