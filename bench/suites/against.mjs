import { makeCorpora } from '../corpus/corpora.mjs';
import { OTHER_BUILD } from '../harness/prepare.mjs';
import { compareBuilds } from './against-report.mjs';
import { LARGE_CACHE, nestContestant } from './http-contestants.mjs';
import { CORPUS, measureGroup, withLoad } from './http-measure.mjs';
import { measureInProcess } from './in-process.mjs';
import { measureStarts, NEST } from './start-measure.mjs';

/** The other checkout twice: how far two equal builds lie apart is the noise. */
const BUILDS = [
  { build: 'before', library: OTHER_BUILD },
  { build: 'again', library: OTHER_BUILD },
  { build: 'now', library: undefined },
];

/** Each row for each build. */
const ofEach = (rows) =>
  rows.flatMap((row) =>
    BUILDS.map(({ build, library }) => ({ ...row, label: `${row.label}|${build}`, library })),
  );

const QUICK = {
  inProcess: { processes: 2, rounds: 5, ms: 60, warmCalls: 10_000 },
  http: { processes: 2, rounds: 4, ms: 300, warm: { requests: 12_000, ms: 1500 }, tokens: 1000 },
  platforms: ['fastify'],
  starts: 4,
};
const FULL = {
  inProcess: { processes: 5, rounds: 6, ms: 150 },
  http: { processes: 5, rounds: 5, ms: 700, warm: { requests: 20_000, ms: 6000 }, tokens: 10_000 },
  platforms: ['fastify', 'express'],
  starts: 11,
};

const decisions = (label, tokenCache) => ({
  label: `in process: ${label}`,
  verifier: 'ours',
  corpus: CORPUS,
  reads: 'bearer',
  options: { tokenCache },
});

async function inProcess(settings) {
  const rows = [decisions('a hit', LARGE_CACHE), decisions('a token never seen', false)];
  const { measured } = await measureInProcess(ofEach(rows), settings);
  return measured.map(({ label, cpu }) => ({ label, values: cpu.map((value) => value / 1000) }));
}

function overHttp(settings, platforms) {
  return withLoad(settings, async ({ load, keyServer }) => {
    const measured = [];
    for (const platform of platforms) {
      const row = (label, tokenCache) =>
        nestContestant({
          label: `Nest on ${platform}: ${label}`,
          platform,
          guard: 'ours',
          keyServer,
          corpus: CORPUS,
          settings: { tokenCache },
        });
      const contestants = ofEach([row('warm', LARGE_CACHE), row('token cache off', false)]);
      measured.push(...(await measureGroup({ contestants, batch: 10 }, load, settings)));
    }
    return measured.map(({ label, cpu }) => ({ label, values: cpu }));
  });
}

async function starts(processes, keyServer) {
  const rows = [
    { label: 'import after Nest', method: 'importing', input: { names: ['library:index.js'], after: NEST } },
    {
      label: 'start with 500 routes',
      method: 'starting',
      input: { routes: 500, guard: 'ours', ...keyServer },
    },
  ];
  const measured = await measureStarts(ofEach(rows), processes);
  return measured.map(({ label, cpu }) => ({ label, values: cpu }));
}

export const title = 'Before and now, round by round';

export async function run({ quick, pinned }) {
  await makeCorpora(CORPUS);
  const settings = quick ? QUICK : FULL;
  const groups = [
    { unit: 'µs a call', measured: await inProcess(settings.inProcess) },
    { unit: 'µs a request', measured: await overHttp({ ...settings.http, pinned }, settings.platforms) },
    { unit: 'ms', measured: await starts(settings.starts, { jwksUri: 'http://127.0.0.1:9/jwks.json' }) },
  ];
  return { measured: groups, tables: [compareBuilds(groups)], goals: [] };
}
