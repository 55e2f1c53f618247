import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installApp, packLibrary } from './install.mjs';
import { judgeStart } from './judge-start.mjs';
import { makeIssuer } from './issuer.mjs';

/**
 * Installs the packed library in apps that stand on the real packages of others, starts them and calls them.
 * Usage: node test/consumers/run.mjs [--quick | NAME…]
 */
const APPS = join(import.meta.dirname, 'apps');
const QUICK = ['wrapper-nest-12', 'ts-rest-nest-11', 'opentelemetry-nest-11'];

function chosen(parameters) {
  const known = readdirSync(APPS);
  const names = parameters.includes('--quick') ? QUICK : parameters;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no app ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  return names.length === 0 ? known : names;
}

/** What is wrong with an app, one line each. */
async function judgeApp(name, workshop, tarball, issuer) {
  const source = join(APPS, name);
  const { starts } = await import(pathToFileURL(join(source, 'expected.mjs')).href);
  const folder = join(workshop, name);
  await installApp(source, folder, tarball, issuer.publicKey);
  const failures = [];
  for (const start of starts) failures.push(...(await judgeStart(folder, start, issuer)));
  return failures;
}

const workshop = mkdtempSync(join(tmpdir(), 'nest-jwt-policy-consumers-'));
const failed = [];
try {
  const names = chosen(process.argv.slice(2));
  const tarball = await packLibrary(workshop);
  const issuer = makeIssuer();
  for (const name of names) {
    const begun = performance.now();
    const failures = await judgeApp(name, workshop, tarball, issuer).catch((error) => [error.message]);
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    process.stdout.write(`${failures.length === 0 ? 'passed' : 'FAILED'} ${name} (${seconds} s)\n`);
    for (const failure of failures) process.stdout.write(`  ${failure.replaceAll('\n', '\n    ')}\n`);
    if (failures.length > 0) failed.push(name);
    rmSync(join(workshop, name), { recursive: true, force: true });
  }
  process.stdout.write(`${names.length - failed.length} passed, ${failed.length} failed\n`);
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
process.exitCode = failed.length === 0 ? 0 : 1;
