import jsonwebtoken from 'jsonwebtoken';
import { AUDIENCE, ISSUER } from '../corpus/contract.mjs';

export async function open(corpus) {
  const key = corpus.key();
  const options = { algorithms: [corpus.alg], issuer: ISSUER, audience: AUDIENCE };
  return (token) => jsonwebtoken.verify(token, key, options) !== undefined;
}
