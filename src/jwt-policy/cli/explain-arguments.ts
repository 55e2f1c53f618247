import { quote } from '../errors/index.js';
import { isRoutedMethod } from '../routes/index.js';
import { ENTRY_MISSING, readTimeoutMs, TIMEOUT_NEEDS } from './entry/entry-flags.js';
import { readFlags } from './read-flags.js';

/** The call that the application is asked about; it validates this itself. */
export interface ExplainQuestion {
  readonly method?: string;
  readonly path?: string;
  /** `rpc orders.list` */
  readonly operation?: string;
  readonly handler?: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** What `explain` was asked for. */
export interface ExplainArguments {
  readonly entry: string;
  readonly call: ExplainQuestion;
  /** Where the token is read: a file or `-`, or a variable of the environment. Undefined: a call without a token. */
  readonly tokenFrom: { readonly file: string } | { readonly variable: string } | undefined;
  readonly json: boolean;
  readonly timeoutMs: number;
}

/** The parts of a JWT. Arguments are seen by every user of a machine, and shells keep them in their history. */
const TOKEN = /eyJ[\w-]{8,}\.[\w-]+|^bearer\s/i;

const REFUSED_TOKEN =
  'an argument looks like a token. Other users see the arguments of a process, and shells keep them: give the token by --token-file - (standard input) or --token-env NAME';

const FLAGS = {
  switches: ['json'],
  values: {
    'token-file': 'a value',
    'token-env': 'a value',
    handler: 'a value',
    header: 'a value',
    timeout: TIMEOUT_NEEDS,
  },
  repeatable: ['header'],
};

/** `name: value`, several of one name as a list; or what is wrong. */
function readHeaders(given: readonly string[]): Readonly<Record<string, readonly string[]>> | string {
  const headers = new Map<string, string[]>();
  for (const header of given) {
    const [, name, value] = /^([^:\s]+):(.*)$/s.exec(header) ?? [];
    if (name === undefined || value === undefined)
      return '--header needs a name, a colon and a value, such as "x-tenant: shop"';
    headers.set(name, [...(headers.get(name) ?? []), value.trim()]);
  }
  return Object.fromEntries(headers);
}

/** The path that was meant: of a URL, or with the slash that is missing. */
function meantPath(path: string): string {
  if (!/^https?:\/\//i.test(path)) return `/${path}`;
  return `/${path.split('/').slice(3).join('/')}`;
}

/** A method is written in any letter case, the type of a transport as it is: `rpc`. */
function isTransport(word: string): boolean {
  return /^[a-z][\w-]{0,31}$/.test(word) && !isRoutedMethod(word.toUpperCase());
}

type Called = Pick<ExplainQuestion, 'method' | 'path' | 'operation'>;

function calledBy(method: string | undefined, path: string | undefined): Called {
  if (method === undefined || path === undefined) return {};
  return isTransport(method) ? { operation: `${method} ${path}` } : { method, path };
}

/** What is wrong with the call, so that no application is started for it. */
function wrongCall(
  { method = 'GET', path = '/' }: Called,
  handler: string = 'Class.method',
): string | undefined {
  if (method.startsWith('/') && !path.startsWith('/')) return 'METHOD and PATH are swapped';
  if (!/^[\w-]{1,32}$/.test(method))
    return 'METHOD must be the name of an HTTP method, such as GET, or the type of a transport, such as rpc';
  if (!path.startsWith('/') && !isRoutedMethod(method.toUpperCase()))
    return `${quote(method)} is no HTTP method; a transport is written in lower case, such as rpc orders.list`;
  if (!path.startsWith('/')) return `PATH must begin with a slash: ${quote(meantPath(path))}`;
  if (/[\s#]/.test(path)) return 'PATH must have no blanks and no #';
  return /^[^\s.]+\.\S+$/.test(handler)
    ? undefined
    : '--handler needs class and method, such as OrdersController.list';
}

/** Reads the arguments behind `explain`, or gives what is wrong with them, as a text. */
export function readExplainArguments(args: readonly string[]): ExplainArguments | string {
  if (args.some((argument) => TOKEN.test(argument))) return REFUSED_TOKEN;
  const flags = readFlags(args, FLAGS);
  if (typeof flags === 'string') return flags;
  const [entry, method, path, ...more] = flags.others;
  if (entry === undefined) return ENTRY_MISSING;
  if (more.length > 0) return `there is one argument too many, ${quote(more[0])}`;
  const handler = flags.one('handler');
  if (method !== undefined && path === undefined)
    return 'the path is missing: METHOD and PATH, such as GET /orders/42, or TRANSPORT and NAME, such as rpc orders.list';
  if (path === undefined && handler === undefined)
    return 'the call is missing: METHOD and PATH, TRANSPORT and NAME, or --handler CLASS.METHOD';
  const called = calledBy(method, path);
  const wrong = wrongCall(called, handler);
  if (wrong !== undefined) return wrong;
  const headers = readHeaders(flags.all('header'));
  if (typeof headers === 'string') return headers;
  const timeoutMs = readTimeoutMs(flags.one('timeout'));
  if (timeoutMs === undefined) return `--timeout needs ${TIMEOUT_NEEDS}`;
  const [file, variable] = [flags.one('token-file'), flags.one('token-env')];
  if (file !== undefined && variable !== undefined) return '--token-file and --token-env exclude each other';
  const tokenFrom = file === undefined ? (variable === undefined ? undefined : { variable }) : { file };
  const call = { ...called, ...(handler && { handler }), headers };
  return { entry, call, tokenFrom, json: flags.has('json'), timeoutMs };
}
