import { Corpus } from '../corpus/corpus.mjs';
import { atMost } from '../harness/goals.mjs';
import { Child, withChildren } from '../harness/child.mjs';
import { interleave } from '../harness/rounds.mjs';
import { median, pairedRatio } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';
import { startKeyServer } from '../servers/key-server.mjs';
import { CONCURRENCY, CORPORA_USED, KNOWN, OURS, SLOW, SYNCHRONOUS } from './slow-contestants.mjs';

const PATH = '/orders';
const KNOWN_TOKENS = 20;
const STEADY = { source: 'known', perSecond: 300 };
/** Holds the known tokens, and forgets the slow ones before they come again. */
const SMALL_CACHE = { maxEntries: 200, maxBytes: 2 ** 20 };
/** Slow calls a second that leave processor time to spare. */
const SOME = 400;

const SOURCES = {
  [STEADY.source]: { corpus: KNOWN, path: PATH, tokens: KNOWN_TOKENS },
  ...Object.fromEntries(SLOW.map(({ name, algorithm }) => [algorithm, { corpus: name, path: PATH }])),
};

const LOADS = [
  undefined,
  ...SLOW.flatMap(({ algorithm }) => [
    { source: algorithm, connections: CONCURRENCY, perSecond: SOME },
    { source: algorithm, connections: CONCURRENCY },
  ]),
];

function serversFor(jwksUri) {
  const nest = { platform: 'fastify', jwksUri };
  const known = { corpus: KNOWN, tokens: KNOWN_TOKENS };
  const ours = { algorithms: ['RS256', 'ES384'], tokenCache: SMALL_CACHE };
  return [
    { label: SYNCHRONOUS, input: { ...nest, guard: 'synchronous', corpora: CORPORA_USED, known } },
    { label: OURS, input: { ...nest, guard: 'ours', ...ours } },
  ];
}

async function measure({ quick }) {
  const jwks = { keys: CORPORA_USED.flatMap((name) => new Corpus(name).jwks.keys) };
  const keyServer = await startKeyServer(() => jwks);
  const starts = [
    () => Child.start('load/load.mjs', { sources: SOURCES }),
    ...serversFor(keyServer.jwksUri).map(({ label, input }) => async () => {
      const child = await Child.start('servers/nest.mjs', input);
      return { label, child, stop: () => child.stop() };
    }),
  ];
  const settings = quick ? { rounds: 2, ms: 300, warmMs: 200 } : { rounds: 7, ms: 1200, warmMs: 1000 };
  try {
    return await withChildren(starts, async ([load, ...servers]) => {
      const pairs = LOADS.flatMap((slow) => servers.map((server) => ({ slow, ...server })));
      const mix = ({ child, slow }, ms) =>
        load.call('mix', { port: child.ready.port, steady: STEADY, slow, ms });
      for (const pair of pairs) await mix(pair, settings.warmMs);
      const results = await interleave(pairs, settings.rounds, (pair) => mix(pair, settings.ms));
      return pairs.map((pair) => ({ label: pair.label, slow: pair.slow, rounds: results.get(pair) }));
    });
  } finally {
    await keyServer.stop();
  }
}

function describe(slow) {
  if (slow === undefined) return 'nothing else';
  const { source, perSecond, connections } = slow;
  return perSecond === undefined
    ? `${source}, as fast as ${connections} connections go`
    : `${source}, ${perSecond} a second`;
}

const column = ({ rounds }, name) => rounds.map((round) => round[name]);

/** How many times its usual the p99 is. */
function times(one, measured) {
  const usual = measured.find(({ label, slow }) => label === one.label && slow === undefined);
  return pairedRatio(column(one, 'p99'), column(usual, 'p99'));
}

/** What becomes of calls with known tokens while slow signatures are verified. */
export async function measureLatency(context) {
  const measured = await measure(context);
  // The goal is for a load that leaves processor time to spare; the full flood is in the table.
  const ours = measured.filter(({ label, slow }) => label === OURS && slow?.perSecond !== undefined);
  return {
    measured,
    table: {
      title: `Known tokens (${STEADY.perSecond} a second) while slow ones come, Nest on Fastify`,
      columns: ['beside it', 'p50 ms', 'p99 ms', 'p99 × usual', 'slow calls/s'],
      rows: measured.map((one) => [
        `${describe(one.slow)}: ${one.label}`,
        number(median(column(one, 'p50'))),
        number(median(column(one, 'p99'))),
        number(times(one, measured)),
        one.slow === undefined ? '–' : number(median(column(one, 'slowPerSecond'))),
      ]),
      notes: [
        'Times count from when a request was to be sent. Server, thread pool and load generator share all cores.',
        'Synchronous: known tokens are found in a Map by SHA-256, all others verified on the event loop.',
      ],
    },
    goals: ours.map((one) =>
      atMost(`p99 of a cached call beside ${describe(one.slow)}`, 2, times(one, measured), ' × its usual'),
    ),
  };
}
