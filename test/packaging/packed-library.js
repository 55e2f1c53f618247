import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
const run = promisify(execFile);
export const ROOT = join(import.meta.dirname, '../..');
export function readManifest(folder = ROOT) {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
/** An empty folder outside the tree, so that nothing in it can be found by looking upward. */
export function makeFolder() {
    return mkdtempSync(join(tmpdir(), 'nest-jwt-policy-'));
}
export function removeFolder(folder) {
    rmSync(folder, { recursive: true, force: true });
}
/**
 * Packs what is built as `npm publish` would, and unpacks it into a folder. Without scripts: other tests use `dist`
 * at the same time. Without network, and without leaving anything in the cache of the machine.
 */
export async function unpackLibrary(workshop, destination) {
    if (!existsSync(join(ROOT, 'dist/jwt-policy'))) {
        throw new Error('dist/jwt-policy is not built: run "npm run build" first.');
    }
    const quiet = ['--loglevel=error', '--offline', '--ignore-scripts', `--cache=${join(workshop, 'cache')}`];
    const { stdout } = await run('npm', ['pack', '--json', `--pack-destination=${workshop}`, ...quiet], {
        cwd: ROOT,
    });
    const [{ filename }] = JSON.parse(stdout);
    await run('tar', ['-xzf', join(workshop, filename), '-C', destination, '--strip-components=1']);
}
