import { parseArgs } from 'node:util';

import { ExplainedError } from '../process/index.js';
import { type Operation, OPERATIONS } from './operations.js';

/** The transports that the call command has a client for. */
export const CALL_TRANSPORTS = ['tcp', 'grpc'] as const;

/** One of them. */
export type CallTransport = (typeof CALL_TRANSPORTS)[number];

/** Host and port of a server. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where the token of a call comes from: an issuer that is asked, or a file. */
export type TokenSource =
  | {
      readonly scopes: readonly string[];
      /** Undefined: the local issuer on LOCAL_ISSUER_PORT. */
      readonly issuer: string | undefined;
    }
  | {
      /** `-`: standard input. */
      readonly file: string;
    };

/** What the call command was asked for. */
export interface CallArguments {
  readonly transport: CallTransport;
  /** The pattern of the message, such as `orders.list`. */
  readonly pattern: string;
  readonly operation: Operation;
  /** What is sent: an order, or an empty object. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Undefined: where the settings say. */
  readonly to: Address | undefined;
  readonly token: TokenSource;
}

const ORDER = '{"item":"book","quantity":1}';
const USAGE = `Usage: npm run -s call -- tcp|grpc orders.list, or tcp|grpc orders.create '${ORDER}', with [--to 127.0.0.1:3002] [--scope mule-api/api_read …] [--issuer http://127.0.0.1:3001/us-east-1_local] or [--token-file FILE, - for standard input]`;

function wrong(sentence: string, cause?: unknown): ExplainedError {
  return new ExplainedError(`${sentence} ${USAGE}`, { cause });
}

/** Reads the command line of the call command. @throws ExplainedError with one sentence and the usage */
export function parseCallArguments(words: readonly string[]): CallArguments {
  const { values, positionals } = parse(words);
  const [transport = '', pattern = '', order, ...rest] = positionals;
  if (!isCallTransport(transport)) throw wrong(`${JSON.stringify(transport)} is neither tcp nor grpc.`);
  const operation = OPERATIONS.get(pattern);
  if (operation === undefined)
    throw wrong(`${JSON.stringify(pattern)} is none of ${[...OPERATIONS.keys()].join(', ')}.`);
  if (rest.length > 0) throw wrong(`${JSON.stringify(rest[0])} is one word too many.`);
  return {
    transport,
    pattern,
    operation,
    data: parseData(pattern, operation, order),
    to: values.to === undefined ? undefined : parseAddress(values.to),
    token: parseTokenSource(values, operation),
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        scope: { type: 'string', multiple: true },
        issuer: { type: 'string' },
        'token-file': { type: 'string' },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Node's first sentence names the option; its advice after that is for other programs.
    throw wrong(`${reason.split(/\n|\. /, 1)[0]}.`, error);
  }
}

function isCallTransport(word: string): word is CallTransport {
  return CALL_TRANSPORTS.includes(word as CallTransport);
}

function parseData(
  pattern: string,
  { takesOrder }: Operation,
  text: string | undefined,
): Readonly<Record<string, unknown>> {
  if (!takesOrder && text !== undefined) throw wrong(`${pattern} takes no order.`);
  if (!takesOrder) return {};
  if (text === undefined) throw wrong(`${pattern} needs an order.`);
  const order = parseJson(text);
  if (typeof order !== 'object' || order === null || Array.isArray(order))
    throw wrong(`The order must be a JSON object, such as ${ORDER}.`);
  return order as Readonly<Record<string, unknown>>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseAddress(text: string): Address {
  const [, host = '', port = ''] = /^(\[[\da-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(text) ?? [];
  if (host === '' || Number(port) === 0 || Number(port) > 65_535)
    throw wrong('--to must be a host and a port, such as 127.0.0.1:3002 or [::1]:3002.');
  return { host: host.replaceAll(/[[\]]/g, ''), port: Number(port) };
}

interface TokenFlags {
  readonly scope?: readonly string[] | undefined;
  readonly issuer?: string | undefined;
  readonly 'token-file'?: string | undefined;
}

function parseTokenSource(
  { scope, issuer, 'token-file': file }: TokenFlags,
  operation: Operation,
): TokenSource {
  if (file !== undefined) {
    if (scope !== undefined || issuer !== undefined)
      throw wrong('--token-file stands in the place of --scope and --issuer: keep either.');
    return { file };
  }
  const scopes = scope?.flatMap((word) => word.split(' ')).filter((word) => word !== '');
  // An empty shell variable must not silently widen the token to all scopes.
  if (scopes?.length === 0) throw wrong('--scope names no scope.');
  if (issuer !== undefined && !/^https?:\/\//.test(issuer))
    throw wrong('--issuer must be the URL of an issuer.');
  return { scopes: scopes ?? [operation.scope], issuer };
}
