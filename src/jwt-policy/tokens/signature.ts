import { constants, verify as cryptoVerify, type VerifyKeyObjectInput } from 'node:crypto';
import jsonwebtoken, { type Algorithm as JsonWebTokenAlgorithm, type VerifyOptions } from 'jsonwebtoken';
import { BrokenImportError } from '../errors/index.js';
import { ALGORITHM_NAMES, factsOf, type SignatureAlgorithm, type VerificationKey } from '../keys/index.js';
import { WaitingLine } from './waiting-line.js';

// At load, so that the application does not start: below, an error in the call counts as a signature that is not valid.
if (typeof (jsonwebtoken as typeof jsonwebtoken | undefined)?.verify !== 'function')
  throw new BrokenImportError('jsonwebtoken');

function modulusBits(key: VerificationKey): number {
  return key.key.asymmetricKeyDetails?.modulusLength ?? 0;
}

function expectedSignatureBytes(algorithm: SignatureAlgorithm, key: VerificationKey): number {
  return factsOf(algorithm).signatureBytes ?? Math.ceil(modulusBits(key) / 8);
}

/**
 * Whether one verification takes so long that it would hold up every other call: it then goes to the thread pool.
 * What decides is the measured cost against that of handing it over (about 10 µs): P-384 and P-521 cost 10 to 60
 * times an RSA-2048 verification, RSA beyond 3,072 bits 2.5 to 10 times.
 */
export function isSlow(algorithm: SignatureAlgorithm, key: VerificationKey): boolean {
  const { keyType } = factsOf(algorithm);
  return algorithm === 'ES384' || algorithm === 'ES512' || (keyType === 'rsa' && modulusBits(key) > 3072);
}

/** RFC 7518 §3.4 and §3.5: P1363 for ECDSA, a salt as long as the digest for PSS. */
function keyInput(algorithm: SignatureAlgorithm, { key }: VerificationKey): VerifyKeyObjectInput {
  if (algorithm.startsWith('ES')) return { key, dsaEncoding: 'ieee-p1363' };
  if (!algorithm.startsWith('PS')) return { key };
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

type CryptoArguments = [digest: string | null, data: Buffer, key: VerifyKeyObjectInput, signature: Buffer];

function cryptoArguments(
  token: string,
  algorithm: SignatureAlgorithm,
  key: VerificationKey,
): CryptoArguments {
  const end = token.lastIndexOf('.');
  const digest = factsOf(algorithm).keyType === 'ed25519' ? null : `sha${algorithm.slice(2)}`;
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  return [digest, Buffer.from(token.slice(0, end), 'latin1'), keyInput(algorithm, key), signature];
}

/**
 * How many signatures of P-384 and P-521 are verified at a time; the others wait in order. With all four threads of the
 * pool at work every other call waits for a core: two served as many on two cores, at a sixth of the p99 of other calls.
 * Long RSA keys are not in this line: one verification is too short for it, and two at a time cost a third of what the
 * pool can do (docs/performance.md, "Slow algorithms", below "Where the time goes").
 */
const AT_A_TIME = 2;
const slowCurves = new WaitingLine(AT_A_TIME);

function verifyInTurn(token: string, algorithm: SignatureAlgorithm, key: VerificationKey): Promise<boolean> {
  const verify = (): Promise<boolean> => verifyOnThreadPool(token, algorithm, key);
  return factsOf(algorithm).keyType === 'ec' ? slowCurves.run(verify) : verify();
}

function verifyOnThreadPool(
  token: string,
  algorithm: SignatureAlgorithm,
  key: VerificationKey,
): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (error: Error | null, isValid: boolean): void => resolve(error === null && isValid);
    cryptoVerify(...cryptoArguments(token, algorithm, key), done);
  });
}

// Signature only: every claim is judged by our own steps, with our clock.
const SIGNATURE_ONLY = { ignoreExpiration: true, ignoreNotBefore: true, clockTimestamp: 1 };
const OPTIONS = Object.fromEntries(
  ALGORITHM_NAMES.map((name) => [name, { ...SIGNATURE_ONLY, algorithms: [name as JsonWebTokenAlgorithm] }]),
) as Readonly<Record<SignatureAlgorithm, VerifyOptions>>;

/**
 * Whether the signature of a well-formed token is the key's (RFC 7515 §5.2). The caller has bound the algorithm to
 * the key; the length is judged here, because a signature has only one (RFC 7518 §3.3 to §3.5, P1363 for ECDSA).
 * jsonwebtoken judges at once; what it cannot (Ed25519), or would hold up the process with, is judged by node:crypto
 * with the same key, the slow ones on the thread pool. Never throws or rejects: jsonwebtoken throws on some payloads
 * that were signed well, `null` for one.
 */
export function verifySignature(
  token: string,
  signatureBytes: number,
  algorithm: SignatureAlgorithm,
  key: VerificationKey,
): boolean | Promise<boolean> {
  if (signatureBytes !== expectedSignatureBytes(algorithm, key)) return false;
  try {
    if (isSlow(algorithm, key)) return verifyInTurn(token, algorithm, key).catch(() => false);
    if (factsOf(algorithm).keyType === 'ed25519')
      return cryptoVerify(...cryptoArguments(token, algorithm, key));
    jsonwebtoken.verify(token, key.key, OPTIONS[algorithm]);
    return true;
  } catch {
    return false;
  }
}
