import { quote } from '../errors/index.js';

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
  '--strict': 'strict',
  '--json': 'json',
  '--allow-insecure-http': 'allowInsecureHttp',
} as const;
const DROPPED = '--dropped';

function isFlag(text: string): text is keyof typeof FLAGS {
  return Object.hasOwn(FLAGS, text);
}

/** The names behind `--dropped`, or undefined where one is empty. */
function readNames(text: string | undefined): readonly string[] | undefined {
  const names = (text ?? '').split(',').map((name) => name.trim());
  return names.includes('') || text?.startsWith('-') === true ? undefined : names;
}

/** Reads the arguments behind `lint`, or gives what is wrong with them, as a text. */
export function readLintArguments(args: readonly string[]): LintArguments | string {
  const chosen = { strict: false, json: false, allowInsecureHttp: false };
  const files: string[] = [];
  const dropped: string[] = [];
  const left = [...args];
  for (let argument = left.shift(); argument !== undefined; argument = left.shift()) {
    const [name, value] = argument.startsWith(`${DROPPED}=`)
      ? [DROPPED, argument.slice(DROPPED.length + 1)]
      : [argument];
    if (!argument.startsWith('-') || argument === STDIN) files.push(argument);
    else if (argument === '--') files.push(...left.splice(0));
    else if (name === DROPPED) {
      const names = readNames(value ?? left.shift());
      if (names === undefined) return `${DROPPED} needs the names of policies, such as ip-allowlist,cors`;
      dropped.push(...names);
    } else if (isFlag(argument)) chosen[FLAGS[argument]] = true;
    else return `unknown flag ${quote(argument)}`;
  }
  if (files.length === 0 || files.includes('')) return 'the FILE is missing';
  return { files: [...new Set(files)], ...chosen, dropped };
}
