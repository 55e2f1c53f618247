import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const ROOT = join(import.meta.dirname, '../..');

/** The part of a package.json that says what the package stands on. */
export interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function readManifest(folder: string = ROOT): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** The peers that an application may leave out. */
export function optionalPeers({ peerDependenciesMeta }: Manifest): readonly string[] {
  return Object.keys(peerDependenciesMeta).filter((name) => peerDependenciesMeta[name]?.optional === true);
}

/** An empty folder outside the tree, so that nothing in it can be found by looking upward. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'nest-jwt-policy-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Packs what is built as `npm publish` would, and unpacks it into a folder. Without scripts: other tests use `dist`
 * at the same time. Without network, and without leaving anything in the cache of the machine.
 */
export async function unpackLibrary(workshop: string, destination: string): Promise<void> {
  if (!existsSync(join(ROOT, 'dist/jwt-policy'))) {
    throw new Error('dist/jwt-policy is not built: run "npm run build" first.');
  }
  const quiet = ['--loglevel=error', '--offline', '--ignore-scripts', `--cache=${join(workshop, 'cache')}`];
  const { stdout } = await run('npm', ['pack', '--json', `--pack-destination=${workshop}`, ...quiet], {
    cwd: ROOT,
  });
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }];
  await run('tar', ['-xzf', join(workshop, filename), '-C', destination, '--strip-components=1']);
}
