import { makeCorpora } from '../corpus/corpora.mjs';
import { Corpus } from '../corpus/corpus.mjs';
import { atMost } from '../harness/goals.mjs';
import { median, pairedRatio } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';
import { startKeyServer } from '../servers/key-server.mjs';
import { LABELS } from './http-contestants.mjs';
import { measureStarts, NEST } from './start-measure.mjs';

const ROUTES = [10, 500, 5000];
const MOST_ROUTES = ROUTES.at(-1);
const OURS = 'ours';
const GUARDS = [
  { label: LABELS.unguarded, guard: 'none' },
  { label: LABELS.nothing, guard: 'nothing' },
  { label: OURS, guard: 'ours' },
];
/** Nest's own work grows with the routes as well: ours is to stay small beside it. */
const NEAR_NEST = 1.25;

const importing = (label, names, after = NEST) => ({ label, method: 'importing', input: { names, after } });
const IMPORTS = [
  importing('Nest: @nestjs/common and @nestjs/core', NEST, []),
  importing('this library, after Nest', ['library:index.js']),
  importing('of it class-validator', ['class-validator']),
  importing('of it jsonwebtoken', ['jsonwebtoken']),
  importing(
    'of it its own files',
    ['library:index.js'],
    [...NEST, 'class-validator', 'jsonwebtoken', 'jwks-rsa'],
  ),
  importing('later, at the first fetch: jwks-rsa with jose', ['jwks-rsa']),
  importing('its subpath expressions, with re2js', ['library:expressions/index.js']),
];

const startLabel = (routes, label) => `${routes.toLocaleString('en-US')} routes: ${label}`;

const starting = (jwksUri) =>
  ROUTES.flatMap((routes) =>
    GUARDS.map(({ label, guard }) => ({
      label: startLabel(routes, label),
      method: 'starting',
      input: { routes, guard, jwksUri },
    })),
  );

function againstNothing(measured) {
  const cpuOf = (name) => measured.find(({ label }) => label === startLabel(MOST_ROUTES, name)).cpu;
  return pairedRatio(cpuOf(OURS), cpuOf(LABELS.nothing));
}

const tableOf = (title, measured, notes) => ({
  title,
  columns: ['what', 'ms', 'processor ms'],
  rows: measured.map(({ label, wall, cpu }) => [label, number(median(wall)), number(median(cpu))]),
  notes,
});

export const title = 'Importing and starting';

export async function run({ quick }) {
  await makeCorpora('rs256');
  const keyServer = await startKeyServer(() => new Corpus('rs256').jwks);
  try {
    const imports = await measureStarts(IMPORTS, quick ? 3 : 11);
    const starts = await measureStarts(starting(keyServer.jwksUri), quick ? 1 : 7);
    return {
      measured: { imports, starts },
      tables: [
        tableOf('Importing, each in a new process', imports, [
          'Parts are measured alone, after Nest; what two of them share counts for both.',
        ]),
        tableOf('Nest on Fastify, from imported modules to an application that could listen', starts),
      ],
      goals: [
        atMost(
          `starting with ${MOST_ROUTES.toLocaleString('en-US')} routes, against a guard that does nothing`,
          NEAR_NEST,
          againstNothing(starts),
          ' ×',
          ' by processor time',
        ),
      ],
    };
  } finally {
    await keyServer.stop();
  }
}
