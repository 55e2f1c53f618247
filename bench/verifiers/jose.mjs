import { createLocalJWKSet, jwtVerify } from 'jose';
import { AUDIENCE, ISSUER } from '../corpus/contract.mjs';

/** One after the other; Web Crypto verifies on the thread pool. */
export async function open(corpus) {
  const keys = createLocalJWKSet(corpus.jwks);
  const options = { algorithms: [corpus.alg], issuer: ISSUER, audience: AUDIENCE };
  return (token) => jwtVerify(token, keys, options).then((result) => result.payload !== undefined);
}
