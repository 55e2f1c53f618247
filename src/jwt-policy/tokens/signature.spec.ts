import { constants, createPublicKey, createSecretKey, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  encode,
  generateKey,
  signatureOf,
  signSegments,
  type TestKey,
} from '../../../test/support/test-issuer.js';
import type { SignatureAlgorithm, VerificationKey } from '../keys/index.js';
import { verifySignature } from './signature.js';
import { makeKeyPair } from '../../../test/support/key-pair.js';

const ALGORITHMS = new Set<SignatureAlgorithm>();
const CLAIMS = { sub: 'alice', iss: 'https://id.example.com' };
const rsa = generateKey('rsa');
const SECRET = createSecretKey(Buffer.alloc(64, 7));

const KEYS: Readonly<Record<SignatureAlgorithm, TestKey>> = {
  ...Object.fromEntries(
    ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => [alg, { ...rsa, alg }]),
  ),
  ...Object.fromEntries(
    ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'].map((alg) => [alg, generateKey(alg, alg)]),
  ),
  ...Object.fromEntries(
    ['HS256', 'HS384', 'HS512'].map((alg) => [
      alg,
      { kid: alg, alg, privateKey: SECRET, publicKey: SECRET, jwk: {} },
    ]),
  ),
} as Record<SignatureAlgorithm, TestKey>;
const NAMES = Object.keys(KEYS) as SignatureAlgorithm[];

function inputOf(alg: string, claims: unknown = CLAIMS): string {
  return `${encode({ alg })}.${encode(claims)}`;
}

/** As the caller of `verifySignature` counts it: from the token. */
async function verify(token: string, alg: SignatureAlgorithm, key: KeyObject): Promise<boolean> {
  const signature = Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');
  const verificationKey: VerificationKey = { kid: undefined, key, algorithms: ALGORITHMS };
  return verifySignature(token, signature.length, alg, verificationKey);
}

function withSignature(alg: SignatureAlgorithm, signature: Uint8Array): Promise<boolean> {
  return verify(`${inputOf(alg)}.${encode(signature)}`, alg, KEYS[alg].publicKey);
}

function goodSignature(alg: SignatureAlgorithm): Buffer {
  return signatureOf(inputOf(alg), alg, KEYS[alg].privateKey);
}

describe.each(NAMES)('a signature with %s', (alg) => {
  const key = KEYS[alg];
  const good = goodSignature(alg);

  it('is verified', async () => {
    expect(await withSignature(alg, good)).toBe(true);
  });

  it('does not cover another payload', async () => {
    const token = `${inputOf(alg, { ...CLAIMS, sub: 'mallory' })}.${encode(good)}`;
    expect(await verify(token, alg, key.publicKey)).toBe(false);
  });

  it('does not cover another header', async () => {
    const token = `${encode({ alg, kid: 'x' })}.${encode(CLAIMS)}.${encode(good)}`;
    expect(await verify(token, alg, key.publicKey)).toBe(false);
  });

  it('is refused with one bit changed, the first or the last', async () => {
    for (const [index, bit] of [
      [0, 0x80],
      [good.length - 1, 1],
    ] as const) {
      const changed = Buffer.from(good);
      changed[index] = (changed[index] ?? 0) ^ bit;
      expect(await withSignature(alg, changed)).toBe(false);
    }
  });

  it('is refused a byte shorter or longer, at either end', async () => {
    expect(await withSignature(alg, good.subarray(1))).toBe(false);
    expect(await withSignature(alg, good.subarray(0, -1))).toBe(false);
    expect(await withSignature(alg, Buffer.concat([good, Buffer.alloc(1)]))).toBe(false);
    expect(await withSignature(alg, Buffer.concat([Buffer.alloc(1), good]))).toBe(false);
  });

  it('is refused when it is all zero or all ones', async () => {
    expect(await withSignature(alg, Buffer.alloc(good.length))).toBe(false);
    expect(await withSignature(alg, Buffer.alloc(good.length, 0xff))).toBe(false);
  });

  it('is refused when the token says none, or another algorithm', async () => {
    for (const said of ['none', 'None', '', alg === 'ES256' ? 'ES384' : 'ES256']) {
      // node:crypto verifies the bytes alone; the caller has compared the header with the allow-list.
      if (['EdDSA', 'Ed25519', 'ES384', 'ES512'].includes(key.alg)) continue;
      const token = signSegments(encode({ alg: said }), encode(CLAIMS), alg, key.privateKey);
      expect(await verify(token, alg, key.publicKey)).toBe(false);
    }
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['a text', 'x'],
    ['a number', 1],
  ])('over %s does not end the process: the result is true or false', async (_name, payload) => {
    const token = signSegments(
      encode({ alg, typ: 'JWT' }),
      encode(JSON.stringify(payload)),
      alg,
      key.privateKey,
    );
    expect(typeof (await verify(token, alg, key.publicKey))).toBe('boolean');
  });
});

describe('a signature', () => {
  it('is refused with every other key of the same kind', async () => {
    expect(
      await verify(
        `${inputOf('ES256')}.${encode(goodSignature('ES256'))}`,
        'ES256',
        generateKey('x', 'ES256').publicKey,
      ),
    ).toBe(false);
    expect(
      await verify(
        `${inputOf('EdDSA')}.${encode(goodSignature('EdDSA'))}`,
        'EdDSA',
        generateKey('x', 'EdDSA').publicKey,
      ),
    ).toBe(false);
    expect(
      await verify(
        `${inputOf('RS256')}.${encode(goodSignature('RS256'))}`,
        'RS256',
        generateKey('x').publicKey,
      ),
    ).toBe(false);
    expect(
      await verify(
        `${inputOf('HS256')}.${encode(goodSignature('HS256'))}`,
        'HS256',
        createSecretKey(Buffer.alloc(64, 8)),
      ),
    ).toBe(false);
  });

  it('is refused, not an error, with a key of every other kind', async () => {
    for (const alg of NAMES) {
      const token = `${inputOf(alg)}.${encode(goodSignature(alg))}`;
      const others = NAMES.filter((name) => KEYS[name].publicKey !== KEYS[alg].publicKey);
      for (const name of others) expect(await verify(token, alg, KEYS[name].publicKey)).toBe(false);
    }
  });

  it.each(['pem', 'der'] as const)(
    'is refused when it is an HMAC with the public key in %s as secret',
    async (format) => {
      for (const type of ['spki', 'pkcs1'] as const) {
        const exported =
          format === 'pem' ? rsa.publicKey.export({ type, format }) : rsa.publicKey.export({ type, format });
        const secret = createSecretKey(Buffer.from(exported));
        const token = signSegments(encode({ alg: 'HS256' }), encode(CLAIMS), 'HS256', secret);
        expect(await verify(token, 'HS256', secret)).toBe(true);
        expect(await verify(token, 'HS256', rsa.publicKey)).toBe(false);
        expect(await verify(token, 'RS256', rsa.publicKey)).toBe(false);
      }
    },
  );

  it.each(['ES256', 'ES384', 'ES512'] as const)('with %s is refused in DER', async (alg) => {
    const hash = `sha${alg.slice(2)}`;
    const der = sign(hash, Buffer.from(inputOf(alg)), { key: KEYS[alg].privateKey, dsaEncoding: 'der' });
    expect(await withSignature(alg, der)).toBe(false);
  });

  it.each(['ES256', 'ES384', 'ES512'] as const)('with %s is refused with r or s zero', async (alg) => {
    const good = goodSignature(alg);
    const half = good.length / 2;
    expect(await withSignature(alg, Buffer.concat([Buffer.alloc(half), good.subarray(half)]))).toBe(false);
    expect(await withSignature(alg, Buffer.concat([good.subarray(0, half), Buffer.alloc(half)]))).toBe(false);
  });

  it.each([0, 20, 31, 33, 222])('with PS256 is refused with a salt of %d bytes', async (saltLength) => {
    const options = { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
    expect(await withSignature('PS256', sign('sha256', Buffer.from(inputOf('PS256')), options))).toBe(false);
  });

  it.each(['RS384', 'RS512', 'PS256'] as const)(
    'with %s, named by its header, is refused as RS256',
    async (alg) => {
      const token = `${inputOf(alg)}.${encode(goodSignature(alg))}`;
      expect(await verify(token, alg, rsa.publicKey)).toBe(true);
      expect(await verify(token, 'RS256', rsa.publicKey)).toBe(false);
    },
  );

  it.each(NAMES)('with %s is refused by its length alone', async (alg) => {
    const token = `${inputOf(alg)}.${encode(goodSignature(alg))}`;
    const key: VerificationKey = { kid: undefined, key: KEYS[alg].publicKey, algorithms: ALGORITHMS };
    const { length } = goodSignature(alg);
    expect(await verifySignature(token, length - 1, alg, key)).toBe(false);
    expect(await verifySignature(token, length, alg, key)).toBe(true);
    expect(await verifySignature(token, length + 1, alg, key)).toBe(false);
  });

  it('with one RSA padding is refused as the other', async () => {
    const pss = `${inputOf('RS256')}.${encode(signatureOf(inputOf('RS256'), 'PS256', rsa.privateKey))}`;
    expect(await verify(pss, 'RS256', rsa.publicKey)).toBe(false);
    const pkcs1 = `${inputOf('PS256')}.${encode(signatureOf(inputOf('PS256'), 'RS256', rsa.privateKey))}`;
    expect(await verify(pkcs1, 'PS256', rsa.publicKey)).toBe(false);
  });

  it('with RSA is as long as the modulus, one that is no whole number of bytes too', async () => {
    const { privateKey, publicKey } = makeKeyPair('rsa', { modulusLength: 2052 });
    const signature = signatureOf(inputOf('RS256'), 'RS256', privateKey);
    expect(signature).toHaveLength(257);
    expect(await verify(`${inputOf('RS256')}.${encode(signature)}`, 'RS256', publicKey)).toBe(true);
    expect(
      await verify(`${inputOf('RS256')}.${encode(signature.subarray(0, 256))}`, 'RS256', publicKey),
    ).toBe(false);
  });

  it('is refused if the platform does not give the length of the modulus', async () => {
    const untold = { type: 'public', asymmetricKeyType: 'rsa' } as KeyObject;
    expect(await verify(`${inputOf('RS256')}.${encode(goodSignature('RS256'))}`, 'RS256', untold)).toBe(
      false,
    );
  });

  it('is not verified with a private key where a public one is wanted', async () => {
    const { privateKey } = KEYS.ES256;
    expect(createPublicKey(privateKey).equals(KEYS.ES256.publicKey)).toBe(true);
    expect(await verify(`${inputOf('ES256')}.${encode(goodSignature('ES256'))}`, 'ES256', privateKey)).toBe(
      false,
    );
  });

  it('does not depend on time claims, because other steps check them', async () => {
    for (const claims of [{ exp: 1 }, { nbf: 9e15 }, { exp: 'never' }, { nbf: null }, { iat: [] }]) {
      const token = signSegments(encode({ alg: 'HS256' }), encode(claims), 'HS256', SECRET);
      expect(await verify(token, 'HS256', SECRET)).toBe(true);
    }
  });

  it('is verified over any header and any claims, and over no others', async () => {
    const json = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(json, json, async (more, claims) => {
        const header = encode({ ...more, alg: 'HS256', b64: undefined, crit: undefined });
        const token = signSegments(header, encode(claims), 'HS256', SECRET);
        expect(await verify(token, 'HS256', SECRET)).toBe(true);
        expect(await verify(token.replace('.', '.ew'), 'HS256', SECRET)).toBe(false);
      }),
    );
  });
});

describe('a signature that is slow to verify', () => {
  const large = makeKeyPair('rsa', { modulusLength: 4096 });
  const verifyNow = (
    alg: SignatureAlgorithm,
    privateKey: KeyObject,
    key: KeyObject,
  ): boolean | Promise<boolean> => {
    const signature = signatureOf(inputOf(alg), alg, privateKey);
    const token = `${inputOf(alg)}.${encode(signature)}`;
    return verifySignature(token, signature.length, alg, { kid: undefined, key, algorithms: ALGORITHMS });
  };

  it.each(['RS256', 'PS256', 'PS512'] as const)(
    'is verified on the thread pool: %s, 4,096 bits',
    async (alg) => {
      const good = verifyNow(alg, large.privateKey, large.publicKey);
      expect(good).toBeInstanceOf(Promise);
      expect(await good).toBe(true);
      const other = makeKeyPair('rsa', { modulusLength: 4096 });
      expect(await verifyNow(alg, other.privateKey, large.publicKey)).toBe(false);
    },
  );

  it.each(NAMES)('is one of ES384 and ES512, and no other of a usual size: %s', (alg) => {
    const verified = verifyNow(alg, KEYS[alg].privateKey, KEYS[alg].publicKey);
    expect(verified instanceof Promise).toBe(alg === 'ES384' || alg === 'ES512');
  });
});
