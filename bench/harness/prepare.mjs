import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const BENCH = join(import.meta.dirname, '..');
const ROOT = join(BENCH, '..');
/** Where the library under test is built: dist stays as it is. */
export const BUILD = join(BENCH, '.build');

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(
    `${command} ${args.join(' ')} failed in ${cwd}\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`,
  );
}

/** Installs the peers, when the lock file is not the one that was installed last. */
export function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(BENCH, 'package-lock.json')))
    .digest('hex');
  const mark = join(BENCH, 'node_modules', '.installed-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  console.log('installing the peers (npm ci in bench) …');
  run('npm', ['ci', '--no-audit', '--no-fund'], BENCH);
  writeFileSync(mark, lock);
}

/** The build of another checkout, below bench/.build; it runs on the peers that are installed here. */
export const OTHER_BUILD = 'other/jwt-policy';

function compile(checkout, outDir) {
  rmSync(join(outDir, 'jwt-policy'), { recursive: true, force: true });
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  run(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', outDir], checkout);
}

/** Builds the library from the sources as they are now. */
export function build() {
  console.log('building the library …');
  compile(ROOT, BUILD);
}

/** Builds the library of another checkout, which needs its own node_modules for the types. */
export function buildOther(folder) {
  const checkout = resolve(folder);
  if (!existsSync(join(checkout, 'tsconfig.build.json')))
    throw new Error(`${checkout} is no checkout of this library: it has no tsconfig.build.json.`);
  console.log(`building the library of ${checkout} …`);
  compile(checkout, join(BUILD, 'other'));
}
