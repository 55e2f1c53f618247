import { Child, withChildren } from '../harness/child.mjs';
import { number } from '../harness/table.mjs';

const OURS = 'ours';
const CLIENTS = [
  { name: OURS, client: 'ours' },
  { name: 'jwks-rsa, defaults', client: 'jwks-rsa' },
  { name: 'jwks-rsa, rateLimit as in its recipe', client: 'jwks-rsa', rateLimit: true },
];

const SCENARIOS = [
  { name: 'cold', label: '200 cold calls over 3 kids, at once' },
  { name: 'flood', label: '200 unknown kids at once, twice, each time followed by 4 kids of the set' },
  { name: 'slow', label: 'Time to live over, endpoint takes 1.5 s: 30 good calls, one every 20 ms' },
  { name: 'dead', label: 'Time to live over, endpoint cuts connections: 30 good calls, one every 20 ms' },
];

const NOTES = [
  'Delayed: longer than 500 ms; given up after 3 s. A fetch is counted when the endpoint is asked.',
  'Ours: the guard with signed tokens, a clock that is moved. jwks-rsa: getSigningKey alone.',
];

function tableOf({ name, label }, results) {
  const rows = CLIENTS.map((client) => {
    const { fetches, good, failed, delayed, slowestMs } = results.get(client.name)[name];
    return [client.name, ...[fetches, good, failed, delayed].map(String), number(slowestMs)];
  });
  return {
    title: label,
    columns: ['client', 'fetches', 'good calls', 'failed', 'delayed', 'slowest ms'],
    rows,
    notes: name === SCENARIOS.at(-1).name ? NOTES : [],
  };
}

function goalsOf({ cold, flood, slow, dead }) {
  const bad = [slow, dead].reduce((sum, { failed, delayed }) => sum + failed + delayed, 0);
  return [
    {
      what: '200 cold calls over 3 kids',
      goal: '1 fetch, none fails',
      measured: `${cold.fetches} fetched, ${cold.failed} failed`,
      met: cold.fetches === 1 && cold.failed === 0,
    },
    {
      what: '400 unknown kids within one cooldown',
      goal: '≤ 1 fetch, no good call fails',
      measured: `${flood.fetches} fetched, ${flood.failed} good calls failed`,
      met: flood.fetches <= 1 && flood.failed === 0,
    },
    {
      what: 'time to live over with a slow or dead endpoint',
      goal: '0 delayed or failed calls',
      measured: `${bad} of ${slow.good + dead.good}`,
      met: bad === 0,
    },
  ];
}

export const title = 'Fetches of key sets, counted';

export async function run() {
  const starts = CLIENTS.map(
    ({ name: _name, ...input }) =>
      () =>
        Child.start('workers/key-fetches.mjs', input),
  );
  const results = await withChildren(starts, async (children) => {
    const byClient = new Map(CLIENTS.map(({ name }) => [name, {}]));
    for (const { name: scenario } of SCENARIOS) {
      // Side by side: what is counted does not depend on speed.
      const counted = await Promise.all(children.map((child) => child.call(scenario)));
      for (const [place, { name }] of CLIENTS.entries()) byClient.get(name)[scenario] = counted[place];
    }
    return byClient;
  });
  return {
    measured: Object.fromEntries(results),
    tables: SCENARIOS.map((scenario) => tableOf(scenario, results)),
    goals: goalsOf(results.get(OURS)),
  };
}
