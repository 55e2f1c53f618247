import { makeCorpora } from '../corpus/corpora.mjs';
import { atMost } from '../harness/goals.mjs';
import { median, pairedRatio } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';
import { measureInProcess } from './in-process.mjs';

const ONE_KEY = 'rs256';
const HUNDRED_KEYS = 'hundred-keys';
const TOKENS = 1000;
const ROUTES = [10, 500, 5000];
const POLICIES = [1, 10, 100];
/** Where the calls go, and how the paths of the policies are written. */
const FILES = [
  { what: 'in a file', options: {} },
  { what: 'in a file, a route with a parameter', options: { route: '/orders/:id' } },
  {
    what: 'in a file, a route with a parameter, regular expressions',
    options: { route: '/orders/:id', written: 'expressions' },
  },
];
const policiesLabel = (policies, what) => `${policies === 1 ? '1 policy' : `${policies} policies`} ${what}`;
const FILE_ROWS = FILES.flatMap(({ what, options }) =>
  POLICIES.map((policies) => ({
    label: policiesLabel(policies, what),
    base: policiesLabel(POLICIES[0], what),
    options: { policies, ...options },
  })),
);
/** Two runs of the same differ by less than this, and what grows with the number would differ by far more. */
const FLAT = 1.15;

/** @returns {import('./in-process.mjs').Contestant[]} */
function contestants(cache, tokenCache) {
  const ours = (label, options, corpus, verifier = 'ours') => ({
    label: `${label}, ${cache}`,
    verifier,
    corpus,
    reads: 'bearer',
    tokens: TOKENS,
    options: { tokenCache, ...options },
  });
  return [
    ...ROUTES.map((routes) => ours(`${routes} routes`, { routes }, ONE_KEY)),
    ours('1 key', {}, ONE_KEY),
    ours('100 keys', {}, HUNDRED_KEYS),
    ...FILE_ROWS.map(({ label, options }) => ours(label, options, ONE_KEY, 'ours-policies')),
  ];
}

function against(measured, label, base) {
  const [one, other] = [label, base].map((name) => measured.find((each) => each.label === name));
  return { wall: pairedRatio(one.wall, other.wall), cpu: pairedRatio(one.cpu, other.cpu), one };
}

function rowsOf(measured, cache) {
  const pairs = [
    ...ROUTES.map((routes) => [`${routes} routes`, `${ROUTES[0]} routes`]),
    ['1 key', '1 key'],
    ['100 keys', '1 key'],
    ...FILE_ROWS.map(({ label, base }) => [label, base]),
  ];
  return pairs.map(([label, base]) => {
    const { wall, cpu, one } = against(measured, `${label}, ${cache}`, `${base}, ${cache}`);
    return {
      label,
      wall,
      cpu,
      cells: [`${label}, ${cache}`, number(median(one.wall) / 1000), number(wall), number(cpu)],
    };
  });
}

export const title = 'Cost against the number of routes, keys and policies';

export async function run({ quick }) {
  await makeCorpora(ONE_KEY, HUNDRED_KEYS);
  const settings = quick
    ? { processes: 1, rounds: 5, ms: 30, warmCalls: 10_000 }
    : { processes: 3, rounds: 7, ms: 120, warmCalls: 20_000 };
  const warm = ['warm', { maxEntries: 20_000, maxBytes: 64 * 2 ** 20 }];
  const kinds = quick ? [warm] : [['cache off', false], warm];
  const measured = [];
  const rows = [];
  for (const [cache, option] of kinds) {
    const result = await measureInProcess(contestants(cache, option), settings);
    measured.push(...result.measured);
    rows.push(...rowsOf(result.measured, cache));
  }
  const noise = against(measured, '1 key, warm', '10 routes, warm').cpu;
  const worst = rows.reduce((most, row) => (row.cpu > most.cpu ? row : most));
  return {
    measured,
    tables: [
      {
        title: 'Our guard in process; each call goes to the next route',
        columns: ['what', 'µs', '× the smallest', '× by processor time'],
        rows: rows.map(({ cells }) => cells),
        notes: [
          'Policies: an export of API Manager; the first applies to every route here, each of the others to another path.',
          'The keys of a set take turns. Making string, request and context is included.',
          `10 routes and 1 key are two equal runs: ${number(noise)} × by processor time, warm.`,
        ],
      },
    ],
    goals: [
      atMost(
        'cost against routes (10 → 5,000), keys (1 → 100) and policies in a file (1 → 100)',
        FLAT,
        worst.cpu,
        ' ×',
        ` at most, by processor time (${worst.cells[0]})`,
      ),
    ],
  };
}
