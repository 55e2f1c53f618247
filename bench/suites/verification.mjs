import { makeCorpora } from '../corpus/corpora.mjs';
import { atMost } from '../harness/goals.mjs';
import { number } from '../harness/table.mjs';
import { measureInProcess, ratioColumns, ratioOf, ratioRows } from './in-process.mjs';

const BARE = 'bare crypto.verify, prepared KeyObject';
const GUARD = 'ours: the guard, all checks';
const STRING = '(making the string, subtracted)';
const REQUEST = '(making string, request and context, subtracted)';

const CORPUS = 'rs256';

/** @returns {import('./in-process.mjs').Contestant[]} */
function contestants(tokenCacheOff) {
  const peer = (label, verifier, rest = {}) => ({
    label,
    verifier,
    corpus: CORPUS,
    reads: 'token',
    minus: STRING,
    ...rest,
  });
  const options = { tokenCache: tokenCacheOff };
  const ours = (label, verifier, rest = {}) =>
    peer(label, verifier, { reads: 'bearer', minus: REQUEST, options, ...rest });
  return [
    peer(BARE, 'bare-crypto'),
    peer('jws.verify, KeyObject', 'jws'),
    peer('fast-jwt, static key, no cache', 'fast-jwt'),
    peer('jsonwebtoken.verify, KeyObject', 'jsonwebtoken-key'),
    peer('aws-jwt-verify', 'aws-jwt-verify'),
    ours(GUARD, 'ours'),
    ours('ours: the compiled plan alone', 'ours-decide', { optional: true }),
    peer('jose jwtVerify', 'jose'),
    peer('jsonwebtoken.verify, PEM', 'jsonwebtoken-pem'),
    peer('jsonwebtoken.decode (verifies nothing)', 'jsonwebtoken-decode', { mustRefuse: false }),
    peer(STRING, 'fresh-string', { minus: undefined, mustRefuse: false }),
    ours(REQUEST, 'fresh-request', { minus: undefined, mustRefuse: false }),
  ];
}

export const title = 'One verification in process, token never seen before';

export async function run({ quick }) {
  await makeCorpora(CORPUS);
  const settings = quick
    ? { processes: 1, rounds: 5, ms: 50, warmCalls: 10_000 }
    : { processes: 3, rounds: 9, ms: 150 };
  const { measured, notes } = await measureInProcess(contestants(false), settings);
  const ratio = ratioOf(measured, GUARD, BARE);
  const beside = ` (processor ${number(ratioOf(measured, GUARD, BARE, 'cpu'))} ×)`;
  return {
    measured,
    tables: [
      {
        title: 'RS256 2048, access token of 1.1 kB, 10,000 distinct tokens',
        columns: ratioColumns('what', 'bare'),
        rows: ratioRows(measured, BARE),
        notes: [
          'Medians over rounds; ratios are medians of the ratios of single rounds. Each contestant has its own process.',
          'Processor time counts every thread of the process, and not the time in which others had the core.',
          'Bare, jws: signature only. fast-jwt, jsonwebtoken, jose: also times, issuer, audience. aws-jwt-verify: also token_use, client_id.',
          'Ours: also strict parsing, type, one token in one place, scope of the route, deep-frozen claims.',
          ...notes,
        ],
      },
    ],
    goals: [atMost('whole decision in process, token never seen, RS256', 1.6, ratio, ' × bare', beside)],
  };
}
