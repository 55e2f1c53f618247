import { makeCorpora } from '../corpus/corpora.mjs';
import { Child, withChildren } from '../harness/child.mjs';
import { inNewProcesses } from '../harness/rounds.mjs';
import { median, pairedRatio } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';
import { LABELS, LARGE_CACHE, nestContestant } from './http-contestants.mjs';
import { CONNECTIONS, CORPUS, withLoad } from './http-measure.mjs';

/** The harness leaves ticks alone here, and collections are made. */
const LEFT_ALONE = { keepsTick: false, nodeOptions: ['--expose-gc'] };

const KEPT_BY = [
  { label: 'no tick is kept', keptBy: 'nobody' },
  { label: 'one is kept', keptBy: 'keepTick' },
  { label: 'one is kept, after the collections', keptBy: 'tooLate' },
  { label: 'an application with this library', keptBy: 'application' },
];

/**
 * The median of some rounds before the collections, and of some after them. Warms up after them too: they also make V8
 * forget what it compiled.
 */
async function aroundCollections(child, { warm, measure }, rounds) {
  const some = async () => {
    await warm();
    const values = [];
    for (let round = 0; round < rounds; round += 1) values.push(await measure());
    return median(values);
  };
  const before = await some();
  await child.call('collectOften');
  return { before: [before], after: [await some()] };
}

const callsOf = (child) => ({ warm: () => child.call('warm'), measure: () => child.call('measure') });

function measureTicks({ processes, rounds }) {
  const starts = KEPT_BY.map(({ label, keptBy }) => async () => {
    const child = await Child.start('workers/ticks.mjs', { keptBy }, LEFT_ALONE);
    return { label, child, stop: () => child.stop() };
  });
  return inNewProcesses(processes, () =>
    withChildren(starts, async (all) => {
      const rows = [];
      for (const { label, child } of all)
        rows.push({ label, ...(await aroundCollections(child, callsOf(child), rounds)) });
      return rows;
    }),
  );
}

/** Servers as they are without the harness: a guard that does nothing keeps no tick. */
async function measureServers({ processes, rounds, ms, warm, tokens, pinned }) {
  return withLoad({ tokens, pinned }, async ({ load, keyServer }) => {
    const nest = { platform: 'fastify', keyServer, corpus: CORPUS };
    const contestants = [
      nestContestant({ ...nest, label: LABELS.nothing, guard: 'nothing' }),
      nestContestant({
        ...nest,
        label: LABELS.warm,
        guard: 'ours',
        settings: { tokenCache: LARGE_CACHE },
      }),
    ];
    const measureOne = async ({ label, server, input, source }) => {
      const start = () => Child.start(server, input, { ...LEFT_ALONE, core: pinned ? 0 : undefined });
      return withChildren([start], async ([child]) => {
        const flood = (limits) =>
          load.call('flood', {
            port: child.ready.port,
            source,
            batch: 10,
            connections: CONNECTIONS,
            ...limits,
          });
        await flood({ requests: tokens });
        const measure = async () => {
          await child.call('usage');
          const { answered } = await flood({ ms });
          const { microseconds } = await child.call('usage');
          return microseconds / answered;
        };
        return { label, ...(await aroundCollections(child, { warm: () => flood(warm), measure }, rounds)) };
      });
    };
    return inNewProcesses(processes, async () => {
      const rows = [];
      for (const contestant of contestants) rows.push(await measureOne(contestant));
      return rows;
    });
  });
}

const rowsOf = (measured) =>
  measured.map(({ label, before, after }) => [
    label,
    number(median(before)),
    number(median(after)),
    number(pairedRatio(after, before)),
  ]);

export const title = 'Ticks, before and after full collections that met none alive';

export async function run({ quick, pinned }) {
  await makeCorpora(CORPUS);
  const settings = quick
    ? { processes: 2, rounds: 3, ms: 200, warm: { requests: 12_000, ms: 2000 }, tokens: 1000 }
    : { processes: 5, rounds: 5, ms: 500, warm: { requests: 20_000, ms: 6000 }, tokens: 10_000 };
  const ticks = await measureTicks(settings);
  const servers = await measureServers({ ...settings, pinned });
  return {
    measured: { ticks, servers },
    tables: [
      {
        title: 'process.nextTick, processor nanoseconds a tick',
        columns: ['process', 'before', 'after', 'ratio'],
        rows: rowsOf(ticks),
        notes: ['Eight collections, with other ticks between them.'],
      },
      {
        title: 'Nest on Fastify, processor µs a request',
        columns: ['guard', 'before', 'after', 'ratio'],
        rows: rowsOf(servers),
        notes: [
          'The harness keeps no tick here; in all other suites it keeps one in every process, so that all are in the same state.',
        ],
      },
    ],
    goals: [],
  };
}
