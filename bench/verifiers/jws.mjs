import jws from 'jws';

/** Signature only. */
export async function open(corpus) {
  const key = corpus.key();
  return (token) => jws.verify(token, corpus.alg, key);
}
