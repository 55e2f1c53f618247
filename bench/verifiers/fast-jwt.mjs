import { createVerifier } from 'fast-jwt';
import { AUDIENCE, ISSUER } from '../corpus/contract.mjs';

/** Signature, times, issuer and audience, with a static key. */
export async function open(corpus, { cache = false } = {}) {
  const verify = createVerifier({
    key: corpus.pem,
    algorithms: [corpus.alg],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    cache,
  });
  return (token) => verify(token) !== undefined;
}
