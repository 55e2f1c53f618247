import { makeCorpora } from '../corpus/corpora.mjs';
import { Corpus } from '../corpus/corpus.mjs';
import { Child, withChildren } from '../harness/child.mjs';
import { interleave } from '../harness/rounds.mjs';
import { startKeyServer } from '../servers/key-server.mjs';
import { groupsOf } from './http-contestants.mjs';
import { proveServer } from './http-proof.mjs';
import { goalsOf, tableOf } from './http-report.mjs';

const CORPUS = 'rs256';
const CONNECTIONS = 32;
const SERVER_CORE = 0;
const LOAD_CORE = 1;

const sourcesOf = (tokens) => ({
  all: { corpus: CORPUS, path: '/orders', tokens },
  one: { corpus: CORPUS, path: '/orders', tokens: 1 },
});

/** One process of each server. */
async function measureProcesses({ contestants, batch }, load, { rounds, ms, warmMs, core, tokens }) {
  const flood = ({ port, source }, limits) =>
    load.call('flood', { port, source, batch, connections: CONNECTIONS, ...limits });
  const starts = contestants.map(({ label, server, input, source, open }) => async () => {
    const child = await Child.start(server, input, { core });
    return { label, source, open, port: child.ready.port, child, stop: () => child.stop() };
  });
  return withChildren(starts, async (servers) => {
    for (const server of servers) {
      await proveServer(server, new Corpus(CORPUS));
      // Every token once, for what remembers them; then as long as the compiler needs for the path that is left.
      await flood(server, { requests: tokens });
      await flood(server, { ms: warmMs });
    }
    const results = await interleave(servers, rounds, async (server) => {
      await server.child.call('usage');
      const { perSecond, answered, busy } = await flood(server, { ms });
      const { microseconds } = await server.child.call('usage');
      return { perSecond, busy, cpu: microseconds / answered };
    });
    return servers.map((server) => {
      const all = results.get(server);
      const column = (name) => all.map((one) => one[name]);
      return {
        label: server.label,
        perSecond: column('perSecond'),
        cpu: column('cpu'),
        busy: column('busy'),
      };
    });
  });
}

/**
 * Several processes of each server, one after the other: two processes of the same server differ by more than a guard
 * costs (docs/performance.md), and for as long as they run, so that rounds alone do not even that out.
 */
async function measureGroup(group, load, { processes, ...settings }) {
  const all = [];
  for (let number = 0; number < processes; number += 1)
    all.push(await measureProcesses(group, load, settings));
  return all[0].map(({ label }) => {
    const column = (name) => all.flatMap((one) => one.find((row) => row.label === label)[name]);
    return { label, perSecond: column('perSecond'), cpu: column('cpu'), busy: column('busy') };
  });
}

export const title = 'Over HTTP';

export async function run({ quick, pinned, tokenCache, hasTokenCache }) {
  await makeCorpora(CORPUS);
  const tokens = quick ? 1000 : 10_000;
  const keyServer = await startKeyServer(() => new Corpus(CORPUS).jwks);
  const load = await Child.start(
    'load/load.mjs',
    { sources: sourcesOf(tokens) },
    { core: pinned ? LOAD_CORE : undefined },
  );
  const settings = {
    ...(quick
      ? { processes: 1, rounds: 3, ms: 200, warmMs: 400 }
      : { processes: 3, rounds: 5, ms: 700, warmMs: 2000 }),
    tokens,
    core: pinned ? SERVER_CORE : undefined,
  };
  try {
    const groups = [];
    for (const group of groupsOf({ keyServer, corpus: CORPUS, tokenCache, quick })) {
      const measured = await measureGroup(group, load, settings);
      groups.push({ ...group, contestants: undefined, measured });
    }
    return {
      measured: groups,
      tables: groups.map((group) => tableOf(group, { hasTokenCache, connections: CONNECTIONS, tokens })),
      goals: goalsOf(groups),
    };
  } finally {
    await load.stop();
    await keyServer.stop();
  }
}
