import { readFlags } from './read-flags.js';

/** The FILE that stands for standard input. */
export const STDIN = '-';

/** What `lint` was asked for. */
export interface LintArguments {
  /** Files, folders, and `-` for standard input; at least one. */
  readonly files: readonly string[];
  readonly strict: boolean;
  readonly json: boolean;
  readonly allowInsecureHttp: boolean;
  /** The policies of other kinds that are done without. */
  readonly dropped: readonly string[];
}

const FLAGS = {
  switches: ['strict', 'json', 'allow-insecure-http'],
  values: { dropped: 'the names of policies, such as ip-allowlist,cors' },
  repeatable: ['dropped'],
};

/** The names behind `--dropped`, or undefined where one is empty. */
function readNames(text: string): readonly string[] | undefined {
  const names = text.split(',').map((name) => name.trim());
  return names.includes('') || text.startsWith('-') ? undefined : names;
}

/** Reads the arguments behind `lint`, or gives what is wrong with them, as a text. */
export function readLintArguments(args: readonly string[]): LintArguments | string {
  const flags = readFlags(args, FLAGS);
  if (typeof flags === 'string') return flags;
  const dropped: string[] = [];
  for (const text of flags.all('dropped')) {
    const names = readNames(text);
    if (names === undefined) return `--dropped needs ${FLAGS.values.dropped}`;
    dropped.push(...names);
  }
  const files = flags.others;
  if (files.length === 0 || files.includes('')) return 'the FILE is missing';
  return {
    files: [...new Set(files)],
    strict: flags.has('strict'),
    json: flags.has('json'),
    allowInsecureHttp: flags.has('allow-insecure-http'),
    dropped,
  };
}
