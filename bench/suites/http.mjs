import { makeCorpora } from '../corpus/corpora.mjs';
import { groupsOf } from './http-contestants.mjs';
import { goalsOf } from './http-goals.mjs';
import { CONNECTIONS, CORPUS, measureGroup, withLoad } from './http-measure.mjs';
import { tableOf } from './http-report.mjs';

const QUICK = { tokens: 1000, processes: 2, rounds: 3, ms: 200, warm: { requests: 12_000, ms: 2000 } };
const FULL = { tokens: 10_000, processes: 4, rounds: 4, ms: 700, warm: { requests: 20_000, ms: 6000 } };

export const title = 'Over HTTP';

export async function run({ quick, pinned }) {
  await makeCorpora(CORPUS);
  const settings = { ...(quick ? QUICK : FULL), pinned };
  return withLoad(settings, async ({ load, keyServer }) => {
    const groups = [];
    for (const { contestants, ...group } of groupsOf({ keyServer, corpus: CORPUS, quick })) {
      const measured = await measureGroup({ contestants, batch: group.batch }, load, settings);
      groups.push({ ...group, measured });
    }
    const { tokens, processes } = settings;
    return {
      measured: groups,
      tables: groups.map((group) => tableOf(group, { connections: CONNECTIONS, tokens, processes })),
      goals: goalsOf(groups),
    };
  });
}
