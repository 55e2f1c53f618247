import { makeCorpora } from '../corpus/corpora.mjs';
import { atMost } from '../harness/goals.mjs';
import { number } from '../harness/table.mjs';
import { measureInProcess, ratioColumns, ratioOf, ratioRows } from './in-process.mjs';

const OURS = 'ours: the guard, 10,000 tokens';
const FAST_JWT = 'fast-jwt cached, 10,000 tokens';
const STRING = '(making the string, subtracted)';
const REQUEST = '(making string, request and context, subtracted)';
const CORPUS = 'rs256';

/** @returns {import('./in-process.mjs').Contestant[]} */
function contestants(tokenCache) {
  const peer = (label, verifier, rest = {}) => ({
    label,
    verifier,
    corpus: CORPUS,
    reads: 'bearer',
    minus: STRING,
    ...rest,
  });
  const ours = (label, verifier, rest = {}) =>
    peer(label, verifier, { minus: REQUEST, options: { tokenCache }, ...rest });
  return [
    ours(OURS, 'ours'),
    ours('ours: the guard, one token', 'ours', { tokens: 1 }),
    ours('ours: the compiled plan alone, 10,000 tokens', 'ours-decide', { optional: true }),
    peer(FAST_JWT, 'fast-jwt-cached'),
    peer('a Map by the raw token, nothing else', 'map-raw-token'),
    peer('a Map by SHA-256, nothing else', 'map-sha256'),
    peer(STRING, 'fresh-string', { minus: undefined, mustRefuse: false }),
    ours(REQUEST, 'fresh-request', { minus: undefined, mustRefuse: false }),
  ];
}

export const title = 'A hit in the verified-token cache, in process';

export async function run({ quick }) {
  await makeCorpora(CORPUS);
  const settings = quick ? { processes: 1, rounds: 5, ms: 50 } : { processes: 3, rounds: 9, ms: 150 };
  const cache = { maxEntries: 20_000, maxBytes: 64 * 2 ** 20 };
  const { measured, notes } = await measureInProcess(contestants(cache), settings);
  return {
    measured,
    tables: [
      {
        title: 'RS256 2048, 10,000 distinct tokens, each header string new',
        columns: ratioColumns('what', 'fast-jwt'),
        rows: ratioRows(measured, FAST_JWT),
        notes: ['Everything gets the whole header value and takes the token out of it.', ...notes],
      },
    ],
    goals: [
      atMost(
        'a hit in process, header extraction and all checks included',
        1,
        ratioOf(measured, OURS, FAST_JWT),
        ' × fast-jwt with its cache',
        ` (processor ${number(ratioOf(measured, OURS, FAST_JWT, 'cpu'))} ×)`,
      ),
    ],
  };
}
