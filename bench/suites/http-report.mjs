import { median, pairedRatio, ratioBand } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';
import { LABELS } from './http-contestants.mjs';

const find = (group, label) => group.measured.find((one) => one.label === label);
const band = ([low, high]) => `${low.toFixed(2)}–${high.toFixed(2)}`;

/** The table of one framework. */
export function tableOf(group, { hasTokenCache, connections, tokens }) {
  const unguarded = find(group, LABELS.unguarded);
  const nothing = find(group, LABELS.nothing);
  const baseCpu = median(unguarded.cpu);
  const rows = group.measured.map(({ label, perSecond, cpu }) => [
    label,
    number(median(perSecond)),
    pairedRatio(perSecond, unguarded.perSecond).toFixed(2),
    ...(nothing ? [pairedRatio(perSecond, nothing.perSecond).toFixed(2)] : []),
    band(ratioBand(perSecond, (nothing ?? unguarded).perSecond)),
    number(median(cpu)),
    number(median(cpu) - baseCpu),
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
    ],
    rows,
    notes: [
      `${tokens.toLocaleString('en-US')} distinct tokens, ${connections} connections, ${group.batch} request(s) at a time on each; the load generator was busy ${Math.round(busiest * 100)} % of a core at most.`,
      'Processor time is the time of the whole server process: steadier than requests a second when others use the machine.',
      ...(hasTokenCache ? [] : ['This library has no token cache: all our rows verify every time.']),
    ],
  };
}

function ratio(group, label, baseline) {
  return pairedRatio(find(group, label).perSecond, find(group, baseline).perSecond);
}

function atLeast(what, limit, value, unit = '') {
  return { what, goal: `≥ ${limit}${unit}`, measured: `${value.toFixed(2)}${unit}`, met: value >= limit };
}

/** Two equal runs differ by chance to either side: what is within that much below one is no difference. */
function noDifference(group) {
  const same = find(group, LABELS.nothing).perSecond;
  const [low, high] = ratioBand(find(group, LABELS.nothingAgain).perSecond, same);
  const limit = Math.min(low, 1 / high);
  const ours = ratio(group, LABELS.warm, LABELS.nothing);
  return {
    what: 'Express: warm against a guard that does nothing',
    goal: `within the noise of two equal runs: ≥ ${limit.toFixed(2)}`,
    measured: ours.toFixed(2),
    met: ours >= limit,
  };
}

/** The goals that HTTP can show. */
export function goalsOf(groups) {
  const by = Object.fromEntries(groups.map((group) => [group.name, group]));
  const { fastify, express, plain } = by;
  const getJwks = median(find(plain, LABELS.getJwks).perSecond);
  return [
    atLeast(
      'Fastify: warm against a guard that does nothing',
      0.88,
      ratio(fastify, LABELS.warm, LABELS.nothing),
    ),
    atLeast(
      'Fastify: one token against a guard that does nothing',
      0.9,
      ratio(fastify, LABELS.one, LABELS.nothing),
    ),
    noDifference(express),
    atLeast('Fastify: token cache off against unguarded', 0.31, ratio(fastify, LABELS.off, LABELS.unguarded)),
    atLeast('Express: token cache off against unguarded', 0.68, ratio(express, LABELS.off, LABELS.unguarded)),
    atLeast(
      'Fastify: warm against the passport recipe',
      11,
      ratio(fastify, LABELS.warm, LABELS.passport),
      ' ×',
    ),
    atLeast(
      'Fastify: cache off against the passport recipe',
      3.8,
      ratio(fastify, LABELS.off, LABELS.passport),
      ' ×',
    ),
    atLeast(
      'Express: warm against the passport recipe',
      3.5,
      ratio(express, LABELS.warm, LABELS.passport),
      ' ×',
    ),
    atLeast(
      'Express: cache off against the passport recipe',
      2.5,
      ratio(express, LABELS.off, LABELS.passport),
      ' ×',
    ),
    atLeast(
      'Nest on Fastify, warm, against @fastify/jwt with get-jwks',
      3,
      median(find(fastify, LABELS.warm).perSecond) / getJwks,
      ' ×',
    ),
  ];
}
