import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** An entry that can be run. */
export interface FoundEntry {
  /** Absolute. */
  readonly path: string;
  /** URLs of modules to load before it, so that Node understands its language. */
  readonly loaders: readonly string[];
}

const SCRIPT = /\.[cm]?[jt]sx?$/;
const TYPESCRIPT = /\.[cm]?tsx?$/;

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Finds an entry as `node` would, or gives why it cannot be run, as the end of a sentence. */
export function findEntry(given: string): FoundEntry | string {
  const path = [given, `${given}.js`].map((one) => resolve(one)).find(isFile);
  if (path === undefined)
    return statSync(given, { throwIfNoEntry: false })?.isDirectory() === true
      ? 'it is a folder; give its file, such as dist/main.js'
      : 'there is no such file; build the application first';
  if (extname(path) !== '' && !SCRIPT.test(path)) return 'it is no JavaScript or TypeScript';
  if (!TYPESCRIPT.test(path)) return { path, loaders: [] };
  try {
    return { path, loaders: [pathToFileURL(createRequire(path).resolve('tsx')).href] };
  } catch {
    return 'it is TypeScript, and tsx is not installed beside it; build the application, or install tsx';
  }
}
