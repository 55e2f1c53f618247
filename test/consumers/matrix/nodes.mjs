import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from '../install.mjs';

/** The Node that runs this. */
export function nodeAtHand() {
  return [{ version: process.versions.node, path: process.execPath }];
}

/**
 * Installs the lines of Node that the package supports: the oldest release that it accepts, and for 24 one in which
 * Jest can require ES modules. The packages hold the binary itself, for Linux on x64.
 */
export async function installNodes(folder) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The binaries of Node are for Linux on x64; run it with --quick, on the Node at hand.');
  const packages = join(import.meta.dirname, 'node');
  await installPackages(packages, folder);
  const { dependencies } = JSON.parse(readFileSync(join(packages, 'package.json'), 'utf8'));
  return Object.entries(dependencies).map(([name, alias]) => ({
    version: alias.split('@').at(-1),
    path: join(folder, 'node_modules', name, 'bin/node'),
  }));
}
