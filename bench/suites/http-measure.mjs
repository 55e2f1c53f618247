import { Corpus } from '../corpus/corpus.mjs';
import { Child, withChildren } from '../harness/child.mjs';
import { inNewProcesses, interleave } from '../harness/rounds.mjs';
import { startKeyServer } from '../servers/key-server.mjs';
import { proveServer } from './http-proof.mjs';

export const CORPUS = 'rs256';
export const CONNECTIONS = 32;
const SERVER_CORE = 0;
const LOAD_CORE = 1;

const sourcesOf = (tokens) => ({
  all: { corpus: CORPUS, path: '/orders', tokens },
  one: { corpus: CORPUS, path: '/orders', tokens: 1 },
});

/** The key server and the load generator, for as long as the work takes. */
export async function withLoad({ tokens, pinned }, work) {
  const keyServer = await startKeyServer(() => new Corpus(CORPUS).jwks);
  try {
    const start = () =>
      Child.start('load/load.mjs', { sources: sourcesOf(tokens) }, { core: pinned ? LOAD_CORE : undefined });
    return await withChildren([start], ([load]) => work({ load, keyServer }));
  } finally {
    await keyServer.stop();
  }
}

/** One process of each server. */
async function measureOnce({ contestants, batch }, load, { rounds, ms, warm, pinned, tokens }) {
  const flood = ({ port, source }, limits) =>
    load.call('flood', { port, source, batch, connections: CONNECTIONS, ...limits });
  const starts = contestants.map(({ label, server, input, source, open, library }) => async () => {
    const child = await Child.start(server, input, { core: pinned ? SERVER_CORE : undefined, library });
    return { label, source, open, port: child.ready.port, child, stop: () => child.stop() };
  });
  return withChildren(starts, async (servers) => {
    for (const server of servers) {
      await proveServer(server, new Corpus(CORPUS));
      // Every token once, for what remembers them; then as long as the compiler needs for the path that is left.
      await flood(server, { requests: tokens });
      await flood(server, warm);
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
 * Several processes of each server, one set after the other, all in the same state of ticks and past the warm-up: `warm`
 * ends after so many requests, or for slow servers after the time.
 * @returns {Promise<{ label: string, perSecond: number[], cpu: number[], busy: number[] }[]>} one value a round
 */
export function measureGroup(group, load, { processes, ...settings }) {
  return inNewProcesses(processes, () => measureOnce(group, load, settings));
}
