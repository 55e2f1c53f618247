import { median, pairedRatio, ratioBand } from '../harness/statistics.mjs';
import { atLeast, atMost } from '../harness/goals.mjs';
import { number } from '../harness/table.mjs';
import { LABELS } from './http-contestants.mjs';

/** What a warm call may cost beside a guard that does nothing: either is enough. */
const EXTRA_MICROSECONDS = 4;
const EXTRA_SHARE = 0.22;

const find = (group, label) => group.measured.find((one) => one.label === label);

/** The ratio of two rows of one group, round by round; undefined where the run left one out. */
function ratio(group, label, baseline, unit = 'perSecond') {
  const [one, other] = [find(group, label), find(group, baseline)];
  return one && other && pairedRatio(one[unit], other[unit]);
}

function extraOf(group) {
  const [warm, nothing] = [find(group, LABELS.warm), find(group, LABELS.nothing)].map(({ cpu }) => cpu);
  const microseconds = median(warm.map((value, round) => value - nothing[round]));
  const share = pairedRatio(warm, nothing) - 1;
  return {
    what: 'Fastify: processor time of a warm call beside a guard that does nothing',
    goal: `≤ ${EXTRA_MICROSECONDS} µs or ${EXTRA_SHARE} of it`,
    measured: `${number(microseconds)} µs, ${number(share)} of it`,
    met: microseconds <= EXTRA_MICROSECONDS || share <= EXTRA_SHARE,
  };
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

function cacheOff(platform, group) {
  return atMost(
    `${platform}: token cache off against jsonwebtoken with a KeyObject, processor time`,
    1.15,
    ratio(group, LABELS.off, LABELS.key, 'cpu'),
  );
}

/** The goals that HTTP can show. */
export function goalsOf(groups) {
  const { fastify, express } = Object.fromEntries(groups.map((group) => [group.name, group]));
  return [
    atLeast(
      'Fastify: warm against a guard that does nothing',
      0.85,
      ratio(fastify, LABELS.warm, LABELS.nothing),
    ),
    atLeast(
      'Fastify: one token against a guard that does nothing',
      0.88,
      ratio(fastify, LABELS.one, LABELS.nothing),
    ),
    extraOf(fastify),
    noDifference(express),
    cacheOff('Fastify', fastify),
    cacheOff('Express', express),
    atLeast('Fastify: warm against the passport recipe', 11, ratio(fastify, LABELS.warm, LABELS.passport)),
    atLeast(
      'Fastify: cache off against the passport recipe',
      3.8,
      ratio(fastify, LABELS.off, LABELS.passport),
    ),
    atLeast('Express: warm against the passport recipe', 3.5, ratio(express, LABELS.warm, LABELS.passport)),
    atLeast(
      'Express: cache off against the passport recipe',
      2.5,
      ratio(express, LABELS.off, LABELS.passport),
    ),
    atLeast(
      'Nest on Fastify, warm, against @fastify/jwt with get-jwks on plain Fastify',
      4,
      ratio(fastify, LABELS.warm, LABELS.getJwks),
    ),
  ];
}
