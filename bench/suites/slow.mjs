import { makeCorpora } from '../corpus/corpora.mjs';
import { CORPORA_USED } from './slow-contestants.mjs';
import { measureLatency } from './slow-latency.mjs';
import { measureThroughput } from './slow-throughput.mjs';

export const title = 'Slow algorithms under concurrency';

export async function run(context) {
  await makeCorpora(...CORPORA_USED);
  const throughput = await measureThroughput(context);
  const latency = await measureLatency(context);
  return {
    measured: { throughput: throughput.measured, latency: latency.measured },
    tables: [throughput.table, latency.table],
    goals: [...throughput.goals, ...latency.goals],
  };
}
