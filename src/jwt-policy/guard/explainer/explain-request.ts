import { isPlainObject } from '../../claims/index.js';
import { quote, unknownOptions } from '../../errors/index.js';
import { Problems } from '../../options/index.js';
import { isRoutedMethod, type CalledOperation } from '../../routes/index.js';

/** The call to explain: `method` and `path`, or `operation`, or `handler`. A handler may stand beside the others. */
export interface ExplainRequest {
  /** As it would be sent; a text that begins with `Bearer` is taken for the whole header. Left out: a call without one. */
  readonly token?: string;
  /** @default 'GET' */
  readonly method?: string;
  /** With the query, if there is one: `/orders/42?full=true`. */
  readonly path?: string;
  /** Of another transport than HTTP: its type, a blank and the name, `rpc orders.list`, `rpc /pkg.Orders/List`. */
  readonly operation?: string;
  /** Class and method, exactly: `OrdersController.list`. Without `path`, parameters of the route have their own names. */
  readonly handler?: string;
  /** Request headers, by names in any letter case. `authorization` goes before `token`. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** A request with everything in its place. */
export interface NormalizedExplainRequest {
  readonly token: string | undefined;
  readonly method: string;
  readonly path: string | undefined;
  readonly operation: CalledOperation | undefined;
  readonly handler: string | undefined;
  /** Names in lower case, every value that was given. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** The path of a request, without the query. */
export function pathOf({ path }: NormalizedExplainRequest): string | undefined {
  return path?.replace(/\?.*$/s, '');
}

const NAMES: readonly (keyof ExplainRequest)[] = [
  'token',
  'method',
  'path',
  'operation',
  'handler',
  'headers',
];
const TOKEN_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const MAX_PATH_CHARACTERS = 4096;
const MAX_HEADERS = 100;
/** More than any server takes: what is longer is not looked at. */
const MAX_TOKEN_CHARACTERS = 64 * 1024;

/** What a copy brings along around a token. A server removes blanks around the value of a header as well (RFC 9110 §5.5). */
function readToken(token: unknown, problems: Problems): string | undefined {
  if (token === undefined) return undefined;
  if (typeof token === 'string' && token.length <= MAX_TOKEN_CHARACTERS) return token.trim();
  problems.add('token', `must be a text of at most ${MAX_TOKEN_CHARACTERS} characters.`);
  return undefined;
}

function readText(
  name: 'path' | 'operation' | 'handler',
  value: unknown,
  pattern: RegExp,
  must: string,
  problems: Problems,
): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.length <= MAX_PATH_CHARACTERS && pattern.test(value)) return value;
  problems.add(name, must);
  return undefined;
}

/** `rpc orders.list` in its parts. It is a call by itself, which has neither a method nor a path. */
function readOperation(
  request: Readonly<Record<string, unknown>>,
  problems: Problems,
): CalledOperation | undefined {
  const must = 'must be the type of a transport, a blank and a name, such as "rpc orders.list".';
  const text = readText('operation', request['operation'], /^[^\s/]+ \S/, must, problems);
  if (text === undefined) return undefined;
  const blank = text.indexOf(' ');
  const transport = text.slice(0, blank);
  if (isRoutedMethod(transport.toUpperCase()))
    problems.add('operation', `is a request: give method ${quote(transport)} and its path.`);
  for (const name of ['method', 'path'])
    if (request[name] !== undefined)
      problems.add('operation', `and ${name} exclude each other: a call is one of the two.`);
  return { transport, name: text.slice(blank + 1) };
}

function readHeaders(headers: unknown, problems: Problems): ReadonlyMap<string, readonly string[]> {
  const read = new Map<string, readonly string[]>();
  if (headers === undefined) return read;
  if (!isPlainObject(headers) || Object.keys(headers).length > MAX_HEADERS) {
    problems.add('headers', `must be an object of at most ${MAX_HEADERS} names with their values.`);
    return read;
  }
  for (const [name, given] of Object.entries(headers)) {
    const values: readonly unknown[] = [given].flat();
    if (!TOKEN_NAME.test(name)) problems.add('headers', `${quote(name)} cannot be the name of a header.`);
    else if (!values.every((value) => typeof value === 'string'))
      problems.add('headers', `${quote(name)} must be a text or a list of texts.`);
    else
      read.set(name.toLowerCase(), [
        ...(read.get(name.toLowerCase()) ?? []),
        ...values.map((value) => value.trim()),
      ]);
  }
  return read;
}

/** Validates a request. Throws `JwtPolicyConfigurationError` with everything that is wrong. */
export function normalizeExplainRequest(given: unknown): NormalizedExplainRequest {
  const problems = new Problems();
  const request: Readonly<Record<string, unknown>> = isPlainObject(given) ? given : {};
  if (!isPlainObject(given))
    problems.add('request', 'must be an object such as { token, method: "GET", path: "/orders" }.');
  for (const { name, message } of unknownOptions(request, NAMES)) problems.add(name, message);
  const { method = 'GET' } = request;
  const isMethod = typeof method === 'string' && TOKEN_NAME.test(method) && method.length <= 32;
  if (!isMethod) problems.add('method', 'must be the name of an HTTP method.');
  const path = readText(
    'path',
    request['path'],
    /^\/[^\s#]*$/,
    'must begin with a slash, without blanks and without #.',
    problems,
  );
  const handler = readText(
    'handler',
    request['handler'],
    /^[^\s.]+\.\S+$/,
    'must be class and method, such as OrdersController.list.',
    problems,
  );
  const operation = readOperation(request, problems);
  if (['path', 'operation', 'handler'].every((name) => request[name] === undefined))
    problems.add('path', 'is missing: give a path, an operation, or a handler.');
  const token = readToken(request['token'], problems);
  const headers = readHeaders(request['headers'], problems);
  problems.throwIfAny('Nothing can be explained');
  return { token, method: String(method).toUpperCase(), path, operation, handler, headers };
}
