import { createPublicKey, createSecretKey, KeyObject } from 'node:crypto';
import { isPlainObject } from '../claims/index.js';
import { unknownOptionProblem, type Refusal } from '../errors/index.js';
import { isAlgorithm, keyProblem, type SignatureAlgorithm } from './algorithms.js';
import { importJwks } from './import-jwks.js';
import { refuseMiss } from './key-miss.js';
import type { KeyMiss, KeySet } from './key-set.js';
import type { KeySetState, KeySource } from './key-source.js';
import { verificationKey, type VerificationKey } from './verification-key.js';

/** What a public key or a certificate can be labelled in PEM (RFC 7468). */
const PEM_LABELS = ['PUBLIC KEY', 'CERTIFICATE', 'RSA PUBLIC KEY'];

/**
 * The texts in PEM that Base64 without header and footer lines may stand for: a public key, a certificate, an RSA public
 * key. Whether one of them can be read is not checked.
 */
export function headerlessPem(base64: string): readonly string[] {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return PEM_LABELS.map((label) =>
    [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n'),
  );
}

/**
 * A key of the options. Without `kid` it fits every token of its issuer.
 * - `pem`: a public key or certificate in PEM (RFC 7468)
 * - `secret`: for HMAC; text is taken as UTF-8 bytes. At least 32, 48 or 64 bytes for HS256, HS384, HS512
 * - `jwks`: a JWK set (RFC 7517 §5)
 * - `key`: a prepared `KeyObject`
 */
export type StaticKeyOptions =
  | { readonly pem: string; readonly kid?: string; readonly algorithm?: SignatureAlgorithm }
  | { readonly secret: string | Uint8Array; readonly kid?: string; readonly algorithm?: SignatureAlgorithm }
  | { readonly key: KeyObject; readonly kid?: string; readonly algorithm?: SignatureAlgorithm }
  | { readonly jwks: { readonly keys: readonly object[] } };

const KINDS = ['pem', 'secret', 'key', 'jwks'] as const;
const NARROWING = ['kid', 'algorithm'];

const BASE64 = /^[\w+/\s-]+={0,2}\s*$/;

/** Whether a text is a key in PEM, or the Base64 text of a public key or a certificate without header and footer. */
function isPublicText(text: string): boolean {
  if (text.includes('-----BEGIN')) return true;
  if (!BASE64.test(text)) return false;
  return headerlessPem(Buffer.from(text, 'base64').toString('base64')).some(isReadable);
}

function isReadable(pem: string): boolean {
  try {
    createPublicKey(pem);
    return true;
  } catch {
    return false;
  }
}

function toKeyObject(options: Record<string, unknown>): KeyObject | string {
  const { pem, secret, key } = options;
  if (key !== undefined) return key instanceof KeyObject ? key : 'key must be a KeyObject of node:crypto.';
  if (secret !== undefined) {
    if (secret instanceof Uint8Array) return createSecretKey(secret);
    if (typeof secret === 'string' && isPublicText(secret))
      return 'secret is a public key, which everybody knows, so everybody could sign tokens. Give it as pem, for RS, PS or ES.';
    return typeof secret === 'string' && secret !== ''
      ? createSecretKey(secret, 'utf8')
      : 'secret must be text or bytes.';
  }
  if (typeof pem !== 'string') return 'pem must be the text of a public key.';
  if (pem.includes('PRIVATE KEY')) return 'pem is a private key; a verifier needs only the public one.';
  try {
    return createPublicKey(pem);
  } catch {
    return 'pem cannot be read as a public key or certificate in PEM.';
  }
}

/** The keys of one entry, or what is wrong with it, in words. */
export function readStaticKey(options: unknown): readonly VerificationKey[] | string {
  if (!isPlainObject(options)) return 'must be an object with one of: pem, secret, key, jwks.';
  if (Array.isArray(options['keys'])) return 'is a JWK set; give it as { jwks: … }, or its URL as jwksUri.';
  const misspelt = unknownOptionProblem(options, [...KINDS, ...NARROWING]);
  if (misspelt !== undefined) return misspelt;
  const kinds = KINDS.filter((kind) => options[kind] !== undefined);
  if (kinds.length !== 1) return 'must have exactly one of: pem, secret, key, jwks.';
  const unknown = unknownOptionProblem(options, kinds[0] === 'jwks' ? kinds : [...kinds, ...NARROWING]);
  if (unknown !== undefined) return unknown;
  if (kinds[0] === 'jwks') {
    try {
      const { keys, dropped } = importJwks(options['jwks']);
      const wrong = dropped.filter(({ level }) => level === 'warn').map(({ sentence }) => sentence);
      return wrong.length === 0 ? keys : `jwks: ${wrong.join('; ')}.`;
    } catch (error) {
      return `jwks: ${(error as Error).message}.`;
    }
  }
  const { kid, algorithm } = options;
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) return 'kid must be a non-empty text.';
  if (algorithm !== undefined && !isAlgorithm(algorithm))
    return 'algorithm is not a supported signature algorithm.';
  const key = toKeyObject(options);
  if (typeof key === 'string') return key;
  const problem = keyProblem(key);
  if (problem !== undefined) return `cannot be used: ${problem}.`;
  const bound = verificationKey(key, kid, algorithm);
  return bound.algorithms.size > 0 ? [bound] : `algorithm ${algorithm} does not go with this key.`;
}

/** Keys that never change and never leave the process. */
export class StaticKeys implements KeySource {
  constructor(
    private readonly issuer: string | null,
    private readonly set: KeySet,
  ) {}

  find(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | Refusal {
    return this.look(kid, algorithm);
  }

  look(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | Refusal {
    const found = this.set.find(kid, algorithm);
    return typeof found === 'string' ? refuseMiss(found) : found;
  }

  async prefetch(): Promise<void> {
    // Keys of the options need no fetch.
  }

  peek(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | KeyMiss {
    return this.set.find(kid, algorithm);
  }

  inspect(): readonly KeySetState[] {
    return [{ issuer: this.issuer, source: 'static', status: 'ready', kids: this.set.kids }];
  }

  close(): void {
    // There is no fetch to stop.
  }
}
