import { makeCorpus } from './make-corpus.mjs';

/** The tokens of all suites, by name. The main one is distinct enough to miss processor caches. */
export const CORPORA = {
  rs256: { algorithm: 'RS256', count: 10_000 },
  'rs256-4096': { algorithm: 'RS256-4096', count: 500 },
  ps256: { algorithm: 'PS256', count: 1000 },
  es256: { algorithm: 'ES256', count: 1000 },
  es384: { algorithm: 'ES384', count: 1000 },
  eddsa: { algorithm: 'EdDSA', count: 1000 },
  hs256: { algorithm: 'HS256', count: 1000 },
  'hundred-keys': { algorithm: 'RS256', count: 1000, kids: 100 },
};

/** Makes the named ones, where they are not there yet. */
export async function makeCorpora(...names) {
  for (const name of names) await makeCorpus({ name, ...CORPORA[name] });
}
