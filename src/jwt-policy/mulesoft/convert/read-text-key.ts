import {
  factsOf,
  headerlessPem,
  isSymmetric,
  readStaticKey,
  type SignatureAlgorithm,
  type StaticKeyOptions,
} from '../../keys/index.js';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const MAX_CHARACTERS = 20_000;

/** The texts in PEM that a text key may stand for. Some files write line ends as `\n`, in two characters. */
function pemCandidates(text: string): readonly string[] | string {
  const lines = text.replaceAll('\\n', '\n').trim();
  if (/PRIVATE KEY/.test(lines)) return 'is a private key: a verifier needs only the public one';
  if (lines.startsWith('-----BEGIN ')) return [`${lines}\n`];
  const base64 = lines.replaceAll(/\s/g, '');
  if (!BASE64.test(base64))
    return 'is neither PEM nor the Base64 text of one without its header and footer lines';
  return headerlessPem(base64);
}

function problemWith(candidate: StaticKeyOptions, algorithm: SignatureAlgorithm): string | undefined {
  const read = readStaticKey(candidate);
  if (typeof read === 'string') return read;
  return read.some(({ algorithms }) => algorithms.has(algorithm))
    ? undefined
    : `does not go with ${algorithm}`;
}

function readSecret(text: string, algorithm: SignatureAlgorithm): StaticKeyOptions | string {
  const needed = factsOf(algorithm).secretBytes ?? 0;
  const bytes = Buffer.byteLength(text);
  if (bytes < needed) return `has ${bytes} bytes; a secret for ${algorithm} has ${needed} or more`;
  const problem = problemWith({ secret: text, algorithm }, algorithm);
  return problem ?? { secret: text, algorithm };
}

/**
 * The key that a `textKey` stands for, or what is wrong with it, in words that do not hold any of it.
 * A secret is the text itself; a public key or a certificate is PEM, with header and footer or without.
 */
export function readTextKey(text: string, algorithm: SignatureAlgorithm): StaticKeyOptions | string {
  if (text.length > MAX_CHARACTERS) return `has more than ${MAX_CHARACTERS} characters`;
  if (isSymmetric(algorithm)) return readSecret(text, algorithm);
  const candidates = pemCandidates(text);
  if (typeof candidates === 'string') return candidates;
  const problems: string[] = [];
  for (const pem of candidates) {
    const problem = problemWith({ pem, algorithm }, algorithm);
    if (problem === undefined) return { pem, algorithm };
    problems.push(problem);
  }
  // A reading that is a key says best what is wrong with it.
  const best = problems.find((problem) => !problem.startsWith('pem ')) ?? problems[0] ?? '';
  return best.startsWith('pem ')
    ? 'cannot be read as a public key or a certificate'
    : best.replace(/\.$/, '');
}

/** Whether a secret is the hex or Base64 text of some bytes: each of its characters then holds less than a byte. */
export function looksEncoded(secret: string): boolean {
  return /^[0-9a-f]+$/i.test(secret) || /^[\w+/-]+={1,2}$/.test(secret);
}
