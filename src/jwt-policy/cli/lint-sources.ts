import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { quote } from '../errors/index.js';
import type { Io } from './io.js';
import { STDIN } from './lint-arguments.js';

/** One thing to lint: a file by its path, or what was read from standard input. */
export interface LintSource {
  /** The path, or `standard input`. */
  readonly name: string;
  readonly source: string | Uint8Array;
  /** Whether it was found in a folder, and not named itself. */
  readonly isFound: boolean;
}

const POLICY_FILE = /\.(?:json|ya?ml)$/i;

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // The report has an error for it.
    return false;
  }
}

/** The JSON and YAML files in a folder and below, in the order of their paths. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && POLICY_FILE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** What the arguments name, each file once, or what is wrong with them, as a text. */
export async function findSources(files: readonly string[], io: Io): Promise<readonly LintSource[] | string> {
  const sources = new Map<string, LintSource>();
  for (const file of files) {
    if (file === STDIN) {
      sources.set(file, { name: 'standard input', source: await io.stdin(), isFound: false });
      continue;
    }
    const isFolderOfFiles = await isFolder(file);
    const paths = isFolderOfFiles ? await filesIn(file) : [file];
    if (paths.length === 0)
      return `the folder ${quote(file, 200)} holds no file that ends in .json, .yaml or .yml`;
    for (const path of paths) {
      const isNamed = !isFolderOfFiles || sources.get(path)?.isFound === false;
      sources.set(path, { name: path, source: path, isFound: !isNamed });
    }
  }
  return [...sources.values()];
}
