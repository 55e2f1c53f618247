import { WORST_CALLS } from '../corpus/worst-calls.mjs';
import { median } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';
import { expressions } from '../library.mjs';

/** One call may keep all others waiting for so long. */
const MOST_MS = 20;

const ATTRIBUTES = {
  method: 'GET',
  requestPath: '/orders/7',
  headers: { 'x-a': 'a' },
  queryParams: { a: 'a' },
  uriParams: {},
  remoteAddress: '127.0.0.1',
  scheme: 'https',
};

/** How an evaluation ended: what would be a mistake of the suite is told. */
function outcomeOf(evaluate, claims) {
  try {
    evaluate({ claims, attributes: ATTRIBUTES, authentication: undefined, now: Date.now });
    return 'ended';
  } catch (error) {
    return error.code ?? error;
  }
}

function measure({ expression, claims }, compileExpression, rounds) {
  const { evaluate } = compileExpression(expression);
  const times = [];
  let outcome;
  for (let round = 0; round < rounds; round += 1) {
    // Claims of their own each time, as JSON makes them: one text that equals another is not the same one.
    const given = JSON.parse(JSON.stringify(claims));
    const start = process.cpuUsage();
    outcome = outcomeOf(evaluate, given);
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return { ms: median(times), first: times[0], outcome };
}

export const title = 'The worst call of each function of the expression language';

export async function run({ quick }) {
  const { compileExpression } = await expressions();
  const rounds = quick ? 5 : 9;
  const measured = WORST_CALLS.map(({ kind, call, variants }) => {
    const all = variants.map((variant) => ({ ...variant, ...measure(variant, compileExpression, rounds) }));
    return { kind, call, ...all.reduce((worst, one) => (one.ms > worst.ms ? one : worst)) };
  });
  const worst = measured.reduce((most, one) => (one.ms > most.ms ? one : most));
  return {
    measured: measured.map(({ kind, call, name, ms, first, outcome }) => ({
      kind,
      call,
      name,
      ms,
      first,
      outcome,
    })),
    tables: [
      {
        title: 'One evaluation that makes the call until it is stopped',
        columns: ['call', 'worst input', 'ms', 'first, ms', 'ends with'],
        rows: measured.map(({ call, name, ms, first, outcome }) => [
          call,
          name,
          number(ms),
          number(first),
          String(outcome),
        ]),
        notes: [
          'The claims fit a token of 16 KB. The worst input is the one of several that takes longest.',
          'Processor time of all threads, the median of the rounds. The first is that of code that is not compiled yet.',
        ],
      },
    ],
    goals: [
      {
        what: 'the worst call of each function of the expression language',
        goal: `≤ ${MOST_MS} ms`,
        measured: `${number(worst.ms)} ms at most (${worst.call})`,
        met: worst.ms <= MOST_MS,
      },
    ],
  };
}
