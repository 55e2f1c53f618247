import { Child, withChildren } from '../harness/child.mjs';
import { inNewProcesses, interleave } from '../harness/rounds.mjs';
import { median, pairedRatio } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';

/**
 * @typedef {object} Contestant
 * @property {string} label
 * @property {string} verifier
 * @property {string} corpus
 * @property {'token' | 'bearer'} reads
 * @property {string} [minus] label of the contestant whose cost is subtracted: making strings is not verifying
 * @property {object} [options]
 * @property {number} [tokens]
 * @property {boolean} [mustRefuse] false for what does not verify
 * @property {string} [library] another build, below bench/.build
 * @property {boolean} [optional] left out with a note when it cannot be opened
 */

/** @typedef {{ label: string, wall: number[], cpu: number[] }} Measured nanoseconds a call, one value a round */

async function start(contestant, notes) {
  const { label, optional, library, verifier, corpus, reads, options, tokens, mustRefuse } = contestant;
  const input = { verifier, corpus, reads, options, tokens, mustRefuse };
  try {
    return { label, child: await Child.start('workers/verifier.mjs', input, { library }) };
  } catch (error) {
    if (!optional) throw error;
    notes.add(`Left out: ${label} (${error.message.split('\n', 1)[0]}).`);
    return { label, child: undefined };
  }
}

function subtract(contestants, raw) {
  return contestants
    .filter(({ label }) => raw.has(label))
    .map(({ label, minus }) => {
      const rounds = raw.get(label);
      const less = minus === undefined ? rounds.map(() => ({ wall: 0, cpu: 0 })) : raw.get(minus);
      const net = (unit) => rounds.map((round, index) => Math.max(0, round[unit] - less[index][unit]));
      return { label, wall: net('wall'), cpu: net('cpu') };
    });
}

async function measureOnce(contestants, { rounds, ms, warmCalls }, notes) {
  const starts = contestants.map((contestant) => async () => {
    const started = await start(contestant, notes);
    return Object.assign(started, { stop: () => started.child?.stop() });
  });
  return withChildren(starts, async (all) => {
    const running = all.filter(({ child }) => child !== undefined);
    for (const { child } of running) await child.call('warm', { calls: warmCalls });
    const results = await interleave(running, rounds, ({ child }) => child.call('measure', { ms }));
    return subtract(contestants, new Map(running.map((one) => [one.label, results.get(one)])));
  });
}

/**
 * Each contestant in processes of its own, all of them in turn.
 * @param {readonly Contestant[]} contestants
 * @param {{ processes: number, rounds: number, ms: number, warmCalls?: number }} settings
 * @returns {Promise<{ measured: Measured[], notes: string[] }>} net of what is to be subtracted
 */
export async function measureInProcess(contestants, { processes, ...settings }) {
  const notes = new Set();
  const measured = await inNewProcesses(processes, () => measureOnce(contestants, settings, notes));
  return { measured, notes: [...notes] };
}

/** Rows of: what, µs, × baseline, processor µs, × baseline by processor time. */
export function ratioRows(measured, baseline) {
  const base = measured.find(({ label }) => label === baseline);
  return measured.map(({ label, wall, cpu }) => [
    label,
    number(median(wall) / 1000),
    number(pairedRatio(wall, base.wall)),
    number(median(cpu) / 1000),
    number(pairedRatio(cpu, base.cpu)),
  ]);
}

export const ratioColumns = (what, baseline) => [
  what,
  'µs',
  `× ${baseline}`,
  'processor µs',
  `× ${baseline} (processor)`,
];

/** The ratio of two contestants, or undefined when one was left out. */
export function ratioOf(measured, label, baseline, unit = 'wall') {
  const one = measured.find((each) => each.label === label);
  const base = measured.find((each) => each.label === baseline);
  return one && base && pairedRatio(one[unit], base[unit]);
}
