import { open as openFastJwt } from './fast-jwt.mjs';

/** With its cache large enough for all tokens; takes the token out of the header as its users do. */
export async function open(corpus) {
  const verify = await openFastJwt(corpus, { cache: 2 * corpus.size });
  return (bearer) => verify(bearer.slice('Bearer '.length));
}
