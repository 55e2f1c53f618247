import { makeCorpora } from '../corpus/corpora.mjs';
import { Corpus } from '../corpus/corpus.mjs';
import { Child, withChildren } from '../harness/child.mjs';
import { startKeyServer } from '../servers/key-server.mjs';

const CORPUS = 'rs256';
const CACHE = { maxEntries: 20_000, maxBytes: 64 * 2 ** 20 };
/** Functions below this share of the samples are not worth a line. */
const SMALLEST_SHARE = 0.02;

const percent = (share) => `${(share * 100).toFixed(1)} %`;

function tablesOf(title, { samples, owners, functions }, notes = []) {
  return [
    {
      title: `${title}: by owner`,
      columns: ['owner', 'share of samples'],
      rows: owners.filter(({ share }) => share >= 0.005).map(({ name, share }) => [name, percent(share)]),
      notes: [`${samples.toLocaleString('en-US')} samples. Native: bytes, signatures, sockets.`, ...notes],
    },
    {
      title: `${title}: by function`,
      columns: ['function', 'share of samples'],
      rows: functions
        .filter(({ share }) => share >= SMALLEST_SHARE)
        .map(({ name, share }) => [name, percent(share)]),
      notes: [`Those of ${percent(SMALLEST_SHARE)} and more; native code beside the function that calls it.`],
    },
  ];
}

async function profiled(child, work) {
  await child.call('startProfile');
  const result = await work();
  return { result, summary: await child.call('stopProfile') };
}

async function inProcess(title, tokenCache, ms) {
  const start = () =>
    Child.start('workers/verifier.mjs', {
      verifier: 'ours',
      corpus: CORPUS,
      reads: 'bearer',
      options: { tokenCache },
    });
  return withChildren([start], async ([child]) => {
    await child.call('warm');
    await child.call('measure', { ms });
    const { summary } = await profiled(child, () => child.call('measure', { ms }));
    return tablesOf(title, summary);
  });
}

/** Several processes of one server: they are not equal, and the best and the worst tell why. */
async function overHttp({ processes, ms, pinned, tokenCache }) {
  const keyServer = await startKeyServer(() => new Corpus(CORPUS).jwks);
  const source = { corpus: CORPUS, path: '/orders' };
  const input = { platform: 'fastify', guard: 'ours', jwksUri: keyServer.jwksUri, tokenCache };
  const startServer = () => Child.start('servers/nest.mjs', input, { core: pinned ? 0 : undefined });
  const startLoad = () =>
    Child.start('load/load.mjs', { sources: { all: source } }, { core: pinned ? 1 : undefined });
  try {
    const starts = [startLoad, ...Array.from({ length: processes }, () => startServer)];
    return await withChildren(starts, async ([load, ...servers]) => {
      const profiles = [];
      for (const server of servers) {
        const flood = (limits) =>
          load.call('flood', {
            port: server.ready.port,
            source: 'all',
            batch: 10,
            connections: 32,
            ...limits,
          });
        await flood({ requests: new Corpus(CORPUS).size });
        await flood({ ms });
        await server.call('usage');
        const { answered } = await flood({ ms });
        const { microseconds } = await server.call('usage');
        const { summary } = await profiled(server, () => flood({ ms }));
        profiles.push({ cpu: microseconds / answered, summary });
      }
      const ordered = profiles.toSorted((one, other) => one.cpu - other.cpu);
      const [best, worst] = [ordered[0], ordered.at(-1)];
      const all = ordered.map(({ cpu }) => cpu.toFixed(1)).join(', ');
      const notes = [`Processor µs a request of ${processes} processes of the same server: ${all}.`];
      return [
        ...tablesOf('A warm server, the best process', best.summary, notes),
        ...tablesOf('A warm server, the worst process', worst.summary),
      ];
    });
  } finally {
    await keyServer.stop();
  }
}

export const title = 'Where the time goes';

export async function run({ quick, pinned }) {
  await makeCorpora(CORPUS);
  const ms = quick ? 500 : 3000;
  const on = CACHE;
  return {
    tables: [
      ...(await inProcess('A hit, in process', on, ms)),
      ...(await inProcess('A token never seen, in process', false, ms)),
      ...(await overHttp({ processes: quick ? 2 : 5, ms, pinned, tokenCache: on })),
    ],
    goals: [],
  };
}
