import { constants, verify as cryptoVerify, type VerifyKeyObjectInput } from 'node:crypto';
import jsonwebtoken, { type Algorithm as JsonWebTokenAlgorithm, type VerifyOptions } from 'jsonwebtoken';
import { BrokenImportError } from '../errors/index.js';
import { ALGORITHM_NAMES, factsOf, type SignatureAlgorithm, type VerificationKey } from '../keys/index.js';
import { WaitingLine } from './waiting-line.js';

// This is checked when the file is loaded, so that the application does not start. In verifySignature() such an error
// would mean an invalid signature.
if (typeof (jsonwebtoken as typeof jsonwebtoken | undefined)?.verify !== 'function')
  throw new BrokenImportError('jsonwebtoken');

function modulusBits(key: VerificationKey): number {
  return key.key.asymmetricKeyDetails?.modulusLength ?? 0;
}

function expectedSignatureBytes(algorithm: SignatureAlgorithm, key: VerificationKey): number {
  return factsOf(algorithm).signatureBytes ?? Math.ceil(modulusBits(key) / 8);
}

/**
 * Whether one verification is so slow that it would delay every other call; it then runs on the thread pool. Handing it
 * over costs about 10 µs. Measured: P-384 and P-521 take 10 to 60 times as long as RSA-2048, RSA beyond 3,072 bits 2.5
 * to 10 times.
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
 * How many signatures of P-384 and P-521 are verified at a time; the others wait in order. If all four threads of the
 * pool work, every other call waits for a core. On two cores, two at a time verified as many signatures, and the p99 of
 * other calls was a sixth. Long RSA keys do not wait in this line: one verification is short, and a limit of two at a
 * time would cost a third of the throughput of the pool (bench/RESULTS.md, "Slow algorithms").
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

// jsonwebtoken verifies the signature only. The steps of the policy check every claim, with the clock of the module.
const SIGNATURE_ONLY = { ignoreExpiration: true, ignoreNotBefore: true, clockTimestamp: 1 };
const OPTIONS = Object.fromEntries(
  ALGORITHM_NAMES.map((name) => [name, { ...SIGNATURE_ONLY, algorithms: [name as JsonWebTokenAlgorithm] }]),
) as Readonly<Record<SignatureAlgorithm, VerifyOptions>>;

/**
 * Whether the signature of a well-formed token matches the key (RFC 7515 §5.2). The caller has bound the algorithm to
 * the key. The length is checked here, because each algorithm and key allow only one (RFC 7518 §3.3 to §3.5, P1363 for
 * ECDSA).
 * jsonwebtoken verifies synchronously. Ed25519, which it does not know, and slow algorithms are verified by node:crypto
 * with the same key, the slow ones on the thread pool. Never throws or rejects; jsonwebtoken throws on some well-signed
 * payloads, such as `null`.
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
