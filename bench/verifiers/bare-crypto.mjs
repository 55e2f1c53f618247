import { ALGORITHMS } from '../corpus/algorithms.mjs';

/** The floor: split, decode, and the verification of node:crypto with a prepared key. No claim is read. */
export async function open(corpus) {
  const verify = ALGORITHMS[corpus.algorithm].verifier(corpus.key());
  return (token) => {
    const end = token.lastIndexOf('.');
    return verify(Buffer.from(token.slice(0, end), 'latin1'), Buffer.from(token.slice(end + 1), 'base64url'));
  };
}
