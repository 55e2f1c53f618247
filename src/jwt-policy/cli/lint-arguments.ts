/** What `lint` was asked for. */
export interface LintArguments {
  readonly file: string;
  readonly strict: boolean;
  readonly json: boolean;
  readonly allowInsecureHttp: boolean;
}

const FLAGS = {
  '--strict': 'strict',
  '--json': 'json',
  '--allow-insecure-http': 'allowInsecureHttp',
} as const;

function isFlag(text: string): text is keyof typeof FLAGS {
  return Object.hasOwn(FLAGS, text);
}

/** Reads the arguments behind `lint`, or says what is wrong with them. */
export function readLintArguments(args: readonly string[]): LintArguments | string {
  const chosen = { strict: false, json: false, allowInsecureHttp: false };
  const files: string[] = [];
  let onlyFiles = false;
  for (const argument of args) {
    if (onlyFiles || !argument.startsWith('-')) files.push(argument);
    else if (argument === '--') onlyFiles = true;
    else if (isFlag(argument)) chosen[FLAGS[argument]] = true;
    else return `unknown flag ${JSON.stringify(argument)}`;
  }
  const [file, ...more] = files;
  if (file === undefined || file === '') return 'the FILE is missing';
  return more.length > 0 ? 'more than one FILE' : { file, ...chosen };
}
