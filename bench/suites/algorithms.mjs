import { CORPORA, makeCorpora } from '../corpus/corpora.mjs';
import { median, pairedRatio } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';
import { measureInProcess } from './in-process.mjs';

/** With the cache off a thousand tokens are as good as ten thousand. */
const NAMES = ['rs256', 'rs256-4096', 'ps256', 'es256', 'es384', 'eddsa', 'hs256'];
const QUICK_NAMES = ['rs256', 'es256', 'es384', 'hs256'];

/** @returns {import('./in-process.mjs').Contestant[]} */
function contestants(names, tokenCacheOff) {
  const options = { tokenCache: tokenCacheOff };
  return names.flatMap((corpus) => [
    { label: `bare ${corpus}`, verifier: 'bare-crypto', corpus, reads: 'token', tokens: 500 },
    { label: `ours ${corpus}`, verifier: 'ours', corpus, reads: 'bearer', tokens: 500, options },
  ]);
}

function row(measured, corpus, rs256) {
  const of = (label) => measured.find((one) => one.label === label);
  const bare = of(`bare ${corpus}`);
  const ours = of(`ours ${corpus}`);
  return [
    CORPORA[corpus].algorithm,
    number(median(bare.wall) / 1000),
    number(pairedRatio(bare.wall, rs256.wall)),
    number(median(ours.wall) / 1000),
    number(pairedRatio(ours.wall, bare.wall)),
    number(median(ours.cpu) / 1000),
  ];
}

export const title = 'Other algorithms, token never seen before';

export async function run({ quick }) {
  const names = quick ? QUICK_NAMES : NAMES;
  await makeCorpora(...names);
  const settings = quick
    ? { processes: 1, rounds: 3, ms: 40, warmCalls: 300 }
    : { processes: 2, rounds: 7, ms: 150, warmCalls: 3000 };
  const { measured } = await measureInProcess(contestants(names, false), settings);
  const rs256 = measured.find(({ label }) => label === 'bare rs256');
  return {
    measured,
    tables: [
      {
        title: 'One call after the other, our token cache off',
        columns: ['algorithm', 'bare µs', '× bare RS256', 'ours µs', '× bare', 'ours, processor µs'],
        rows: names.map((name) => row(measured, name, rs256)),
        notes: [
          'Bare: node:crypto with a prepared key. Ours: the guard, all checks; making string and request included on both sides.',
          'What runs on the thread pool waits for it here; the suite slow shows what that is good for.',
        ],
      },
    ],
    goals: [],
  };
}
