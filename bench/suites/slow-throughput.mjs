import { atLeast } from '../harness/goals.mjs';
import { Child, withChildren } from '../harness/child.mjs';
import { interleave } from '../harness/rounds.mjs';
import { median, pairedRatio } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';
import { CONCURRENCY, OURS, SLOW, SYNCHRONOUS } from './slow-contestants.mjs';

function contestants(tokenCacheOff) {
  const options = { tokenCache: tokenCacheOff };
  return SLOW.flatMap(({ name: corpus, algorithm }) => [
    { algorithm, label: SYNCHRONOUS, input: { verifier: 'jsonwebtoken-key', corpus, reads: 'token' } },
    { algorithm, label: OURS, input: { verifier: 'ours', corpus, reads: 'bearer', options } },
  ]);
}

async function measure({ quick }) {
  const starts = contestants(false).map((contestant) => async () => {
    const child = await Child.start('workers/concurrent.mjs', contestant.input);
    return { ...contestant, child, stop: () => child.stop() };
  });
  const { rounds, ms } = quick ? { rounds: 3, ms: 150 } : { rounds: 11, ms: 700 };
  const once = ({ child }) => child.call('measure', { ms, concurrency: CONCURRENCY });
  return withChildren(starts, async (all) => {
    for (const one of all) await once(one);
    const results = await interleave(all, rounds, once);
    return all.map((one) => ({
      algorithm: one.algorithm,
      label: one.label,
      perSecond: results.get(one).map(({ perSecond }) => perSecond),
    }));
  });
}

function compare(measured, algorithm) {
  const of = (label) => measured.find((one) => one.algorithm === algorithm && one.label === label).perSecond;
  const [ours, synchronous] = [of(OURS), of(SYNCHRONOUS)];
  return {
    algorithm,
    ours: median(ours),
    synchronous: median(synchronous),
    ratio: pairedRatio(ours, synchronous),
  };
}

/** How many calls a second a process decides that has nothing else to do. */
export async function measureThroughput(context) {
  const measured = await measure(context);
  const rows = SLOW.map(({ algorithm }) => compare(measured, algorithm));
  return {
    measured,
    table: {
      title: `Decisions a second in one process, ${CONCURRENCY} calls under way, nothing cached`,
      columns: ['algorithm', SYNCHRONOUS, OURS, 'ratio'],
      rows: rows.map(({ algorithm, ours, synchronous, ratio }) => [
        algorithm,
        ...[synchronous, ours, ratio].map(number),
      ]),
    },
    goals: rows.map(({ algorithm, ratio }) =>
      atLeast(`${algorithm} under concurrency against the synchronous rate`, 1.4, ratio),
    ),
  };
}
