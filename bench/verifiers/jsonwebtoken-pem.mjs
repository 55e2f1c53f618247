import jsonwebtoken from 'jsonwebtoken';
import { AUDIENCE, ISSUER } from '../corpus/contract.mjs';

/** What most guards do: the text of the key is parsed again for every token. */
export async function open(corpus) {
  const options = { algorithms: [corpus.alg], issuer: ISSUER, audience: AUDIENCE };
  return (token) => jsonwebtoken.verify(token, corpus.pem, options) !== undefined;
}
