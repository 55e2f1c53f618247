import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installApp, installPackages, packLibrary } from './install.mjs';
import { tryStart } from './try-start.mjs';
import { makeIssuer } from './issuer.mjs';
import { writeResults } from './matrix/readme.mjs';
import { MATRIX, runMatrix } from './matrix/run-matrix.mjs';

/**
 * Installs the packed library in apps that stand on the real packages of others, and in the kinds of applications of
 * `matrix`, starts them and calls them. A run that finds nothing wrong, the quick one
 * aside, writes its results and the table of README.md.
 * Usage: node test/consumers/run.mjs [--quick | --matrix | NAME…]
 */
const APPS = join(import.meta.dirname, 'apps');
const QUICK = [
  'wrapper-nest-12',
  'ts-rest-nest-11',
  'opentelemetry-nest-11',
  'microservices-nest-11',
  'graphql-nest-11',
  'websockets-nest-11',
];

/** `gateway-nest-11` has its sources in `apps/gateway` and its packages in `apps/gateway/nest-11`. */
function listApps() {
  return readdirSync(APPS).flatMap((what) =>
    readdirSync(join(APPS, what))
      .filter((name) => existsSync(join(APPS, what, name, 'package.json')))
      .map((variant) => ({
        name: `${what}-${variant}`,
        sources: join(APPS, what),
        packages: join(APPS, what, variant),
      })),
  );
}

/** The apps and the combinations of the matrix that the parameters name; all of them without parameters. */
function choose(parameters) {
  const apps = listApps();
  const known = [...apps.map(({ name }) => name), ...MATRIX];
  const isQuick = parameters.includes('--quick');
  const named = parameters.flatMap((parameter) => (parameter === '--matrix' ? MATRIX : [parameter]));
  const names = isQuick ? QUICK : named.length === 0 ? known : named;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no app ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  return { apps: apps.filter(({ name }) => names.includes(name)), names, isQuick };
}

/** What is wrong with an app, one line each. */
async function tryApp(app, folder, tarball, issuer) {
  const expected = await import(pathToFileURL(join(app.sources, 'expected.mjs')).href);
  if (expected.check !== undefined) {
    await installPackages(app.packages, folder);
    return expected.check(folder);
  }
  await installApp(app, folder, tarball, issuer.publicKey);
  const { starts, close } = (await expected.prepare?.(folder, issuer)) ?? expected;
  try {
    const failures = [];
    for (const start of starts) failures.push(...(await tryStart(folder, start, issuer)));
    return failures;
  } finally {
    await close?.();
  }
}

const workshop = mkdtempSync(join(tmpdir(), 'nest-jwt-policy-consumers-'));
const failed = [];
try {
  const { apps, ...matrix } = choose(process.argv.slice(2));
  const tarball = await packLibrary(workshop);
  const issuer = await makeIssuer();
  for (const app of apps) {
    const folder = join(workshop, app.name);
    const begun = performance.now();
    const failures = await tryApp(app, folder, tarball, issuer).catch((error) => [error.message]);
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    process.stdout.write(`${failures.length === 0 ? 'passed' : 'FAILED'} ${app.name} (${seconds} s)\n`);
    for (const failure of failures) process.stdout.write(`  ${failure.replaceAll('\n', '\n    ')}\n`);
    if (failures.length > 0) failed.push(app.name);
    rmSync(folder, { recursive: true, force: true });
  }
  const results = await runMatrix(workshop, tarball, issuer, matrix);
  for (const { kind, nest, node, problems } of results)
    if (problems.length > 0) failed.push(`${kind}-nest-${nest} on Node ${node}`);
  if (!matrix.isQuick && failed.length === 0) {
    const day = new Date().toISOString().slice(0, 10);
    writeResults(results.map(({ problems: _none, ...result }) => ({ ...result, day })));
  }
  process.stdout.write(
    `${apps.length + results.length - failed.length} as expected, ${failed.length} failed\n`,
  );
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
process.exitCode = failed.length === 0 ? 0 : 1;
