import { median, pairedRatio, ratioBand } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';
import { LABELS } from './http-contestants.mjs';

const find = (group, label) => group.measured.find((one) => one.label === label);
const band = ([low, high]) => `${low.toFixed(2)}–${high.toFixed(2)}`;

const more = (cpu, base) => number(median(cpu.map((value, round) => value - base[round])));

/** The table of one framework. */
export function tableOf(group, { connections, tokens, processes }) {
  const unguarded = find(group, LABELS.unguarded);
  const nothing = find(group, LABELS.nothing);
  const rows = group.measured.map(({ label, perSecond, cpu }) => [
    label,
    number(median(perSecond)),
    pairedRatio(perSecond, unguarded.perSecond).toFixed(2),
    ...(nothing ? [pairedRatio(perSecond, nothing.perSecond).toFixed(2)] : []),
    band(ratioBand(perSecond, (nothing ?? unguarded).perSecond)),
    number(median(cpu)),
    more(cpu, unguarded.cpu),
    ...(nothing ? [more(cpu, nothing.cpu), pairedRatio(cpu, nothing.cpu).toFixed(2)] : []),
  ]);
  const busiest = Math.max(...group.measured.map(({ busy }) => median(busy)));
  return {
    title: group.title,
    columns: [
      'guard',
      'req/s',
      '× unguarded',
      ...(nothing ? ['× nothing'] : []),
      'quartiles of rounds',
      'processor µs a request',
      'more than unguarded',
      ...(nothing ? ['more than nothing', '× nothing by processor'] : []),
    ],
    rows,
    notes: [
      `${processes} processes of each server, ${tokens.toLocaleString('en-US')} distinct tokens, ${connections} connections, ${group.batch} request(s) at a time on each; the load generator was busy ${Math.round(busiest * 100)} % of a core at most.`,
      'Processor time is the time of the whole server process: steadier than requests a second when others use the machine.',
    ],
  };
}
