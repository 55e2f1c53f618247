import { quantile } from '../harness/statistics.mjs';
import { closedLoop } from './closed-loop.mjs';
import { openLoop } from './open-loop.mjs';
import { inTurn, requestsOf } from './requests.mjs';

/** Nothing, a steady rate, or as much as the connections carry. Resolves with the rate that was reached. */
async function background(port, slow, next, ms) {
  if (slow === undefined) return 0;
  const { connections, perSecond } = slow;
  if (perSecond !== undefined) {
    await openLoop({ port, next, connections, perSecond, ms });
    return perSecond;
  }
  const { answered, seconds } = await closedLoop({ port, next, connections, ms });
  return answered / seconds;
}

/** The load generator, in a process of its own. `sources` are prepared once, and used by name. */
export async function open({ sources }) {
  const next = new Map(
    Object.entries(sources).map(([name, { corpus, path, tokens }]) => [
      name,
      inTurn(requestsOf(corpus, { path, tokens })),
    ]),
  );
  return {
    /** Requests a second, and how busy this process was: near 1 it measures itself. */
    async flood({ port, source, batch, connections, ms, requests }) {
      const startCpu = process.cpuUsage();
      const { answered, seconds } = await closedLoop({
        port,
        next: next.get(source),
        batch,
        connections,
        ms,
        requests,
      });
      const { user, system } = process.cpuUsage(startCpu);
      return { answered, perSecond: answered / seconds, busy: (user + system) / 1e6 / seconds };
    },
    /** The times of steady requests while slow ones come. */
    async mix({ port, steady, slow, ms }) {
      const { source, perSecond } = steady;
      const [latencies, slowPerSecond] = await Promise.all([
        openLoop({ port, next: next.get(source), connections: 8, perSecond, ms }),
        background(port, slow, next.get(slow?.source), ms),
      ]);
      return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), slowPerSecond };
    },
  };
}
