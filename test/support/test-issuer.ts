import { constants, createHmac, sign, type KeyObject } from 'node:crypto';
import type { TestClock } from './test-clock.js';
import { makeKeyPair } from './key-pair.js';

type Json = Record<string, unknown>;

/** A key pair with its public JWK. */
export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Json;
}

const PAIRS = {
  rsa: () => makeKeyPair('rsa', { modulusLength: 2048 }),
  'P-256': () => makeKeyPair('ec', { namedCurve: 'P-256' }),
  'P-384': () => makeKeyPair('ec', { namedCurve: 'P-384' }),
  'P-521': () => makeKeyPair('ec', { namedCurve: 'P-521' }),
  ed25519: () => makeKeyPair('ed25519'),
};

const KIND_OF: Readonly<Record<string, keyof typeof PAIRS>> = {
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  EdDSA: 'ed25519',
  Ed25519: 'ed25519',
};

/** Generates a key pair for an algorithm; RSA for RS* and PS*. */
export function generateKey(kid: string, alg = 'RS256', { modulusLength = 2048 } = {}): TestKey {
  const kind = KIND_OF[alg] ?? 'rsa';
  const { privateKey, publicKey } =
    kind === 'rsa' && modulusLength !== 2048 ? makeKeyPair('rsa', { modulusLength }) : PAIRS[kind]();
  return {
    kid,
    alg,
    privateKey,
    publicKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
  };
}

/** base64url of text, bytes, or the JSON of a value. */
export function encode(value: unknown): string {
  const bytes = value instanceof Uint8Array || typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(bytes).toString('base64url');
}

/** A signature as RFC 7518 wants it, over any text. Node's own crypto: the code under test verifies, it never signs. */
export function signatureOf(input: string, alg: string, key: KeyObject): Buffer {
  if (alg.startsWith('HS'))
    return createHmac(`sha${alg.slice(2)}`, key)
      .update(input)
      .digest();
  if (KIND_OF[alg] === 'ed25519') return sign(null, Buffer.from(input), key);
  const hash = `sha${alg.slice(2)}`;
  if (alg.startsWith('ES')) return sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  if (!alg.startsWith('PS')) return sign(hash, Buffer.from(input), key);
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return sign(hash, Buffer.from(input), { key, ...padding });
}

/** A compact JWS over exactly these two segments. */
export function signSegments(header: string, payload: string, alg: string, key: KeyObject): string {
  return `${header}.${payload}.${encode(signatureOf(`${header}.${payload}`, alg, key))}`;
}

/** A compact JWS with exactly this header and payload. */
export function signToken(header: unknown, payload: unknown, alg: string, key: KeyObject): string {
  return signSegments(encode(header), encode(payload), alg, key);
}

const DEFAULT_KEY = generateKey('key-1');

/** What a test changes about the valid baseline. */
export interface TokenChanges {
  /** Claims to change; `undefined` removes one. */
  readonly claims?: Json;
  /** Header members to change; `undefined` removes one. */
  readonly header?: Json;
  readonly key?: TestKey;
}

/** Issues valid tokens, each test changing one thing about them. */
export class TestIssuer {
  readonly key: TestKey;

  constructor(
    readonly issuer: string,
    private readonly clock: TestClock,
    key: TestKey = DEFAULT_KEY,
  ) {
    this.key = key;
  }

  token({ claims = {}, header = {}, key = this.key }: TokenChanges = {}): string {
    const now = this.clock.seconds;
    const payload = { iss: this.issuer, aud: 'orders', sub: 'alice', iat: now, exp: now + 3600, ...claims };
    return signToken({ alg: key.alg, typ: 'JWT', kid: key.kid, ...header }, payload, key.alg, key.privateKey);
  }
}
