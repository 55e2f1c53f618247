import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

const BENCH = join(import.meta.dirname, '..');
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** The machine as a line of a report. */
export function describeMachine() {
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus()[0]?.model.trim() ?? 'unknown cpu'}, ${availableParallelism()} cores, ${gigabytes} GiB, ${type()} ${release()}`;
}

/** One, five and fifteen minutes. */
export function describeLoad() {
  return loadavg()
    .map((load) => load.toFixed(2))
    .join(' ');
}

/** Node, OpenSSL and the installed version of each peer. */
export function readVersions() {
  const peers = Object.keys(readJson(join(BENCH, 'package.json')).dependencies);
  const installed = peers.map((name) => [
    name,
    readJson(join(BENCH, 'node_modules', name, 'package.json')).version,
  ]);
  const { version } = readJson(join(BENCH, '../package.json'));
  return {
    node: process.version,
    openssl: process.versions.openssl,
    'nest-jwt-policy': version,
    ...Object.fromEntries(installed),
  };
}
