import { isPlainObject } from '../claims/index.js';
import { unknownOptions } from '../errors/index.js';
import { Problems } from '../options/index.js';

/** A first message with the token, for clients of `ws` that can send it nowhere else. */
export interface FirstMessageToken {
  /** The event of the message: `{"event":"authenticate","data":{"token":"…"}}`, or the token itself as `data`. */
  readonly event: string;
  /** How long a client has to send it, in milliseconds, 100 to 60,000. @default 5000 */
  readonly withinMs?: number;
}

/** Where the token of a connection may be, beside the places that are always read. */
export interface WebsocketTokenPlaces {
  /**
   * A parameter of the URL. URLs stand in logs of servers and proxies, and the token with them.
   * @default the URL is not read, and a token in `access_token` is refused
   */
  readonly query?: string;
  /**
   * The first message of a client of `ws` whose handshake has no token. `handleConnection` waits for it.
   * @default messages are not read
   */
  readonly firstMessage?: FirstMessageToken;
}

/** The options of `websockets()`. */
export interface WebsocketsOptions {
  /** @default the handshake alone: header, `auth.token` of socket.io, subprotocol `bearer` */
  readonly token?: WebsocketTokenPlaces;
  /**
   * How a connection of `ws` is refused. `close`: it is opened and closed with 4000 and the HTTP status, such as 4401, which
   * browsers can read. `http`: the handshake is answered with that status, which browsers show as 1006. It cannot be had
   * with `firstMessage`. socket.io answers with `connect_error` in either case. @default 'close'
   */
  readonly refuseWith?: 'close' | 'http';
}

/** The options with their defaults filled in. */
export interface NormalizedWebsocketsOptions {
  readonly query: string | undefined;
  readonly firstMessage: Required<FirstMessageToken> | undefined;
  readonly refuseWith: 'close' | 'http';
}

const DEFAULT_WITHIN_MS = 5000;
const WITHIN_MS = { min: 100, max: 60_000 };

type Members = Readonly<Record<string, unknown>>;

function membersOf(
  given: unknown,
  path: string,
  example: string,
  names: readonly string[],
  problems: Problems,
): Members {
  const members: Members = isPlainObject(given) ? given : {};
  if (!isPlainObject(given)) problems.add(path, `must be an object such as ${example}.`);
  for (const { name, message } of unknownOptions(members, names)) problems.add(`${path}.${name}`, message);
  return members;
}

/** The name of a parameter or an event. An undefined value comes from a variable that is not set. */
function readName(members: Members, name: string, path: string, problems: Problems): string | undefined {
  if (!Object.hasOwn(members, name)) return undefined;
  const value = members[name];
  if (typeof value === 'string' && value !== '') return value;
  problems.add(path, 'must be a name; leave it out to read no token there.');
  return undefined;
}

function readFirstMessage(given: unknown, problems: Problems): NormalizedWebsocketsOptions['firstMessage'] {
  const path = 'token.firstMessage';
  const members = membersOf(given, path, "{ event: 'authenticate' }", ['event', 'withinMs'], problems);
  const event = readName(members, 'event', `${path}.event`, problems);
  if (isPlainObject(given) && !Object.hasOwn(members, 'event'))
    problems.add(`${path}.event`, 'is missing: the name of the event that brings the token.');
  const { withinMs = DEFAULT_WITHIN_MS } = members;
  const isTime =
    Number.isInteger(withinMs) && Number(withinMs) >= WITHIN_MS.min && Number(withinMs) <= WITHIN_MS.max;
  if (!isTime) problems.add(`${path}.withinMs`, 'must be a whole number from 100 to 60000.');
  return event === undefined ? undefined : { event, withinMs: Number(withinMs) };
}

/** Validates the options. Throws `JwtPolicyConfigurationError` with everything that is wrong. */
export function readWebsocketsOptions(given: unknown): NormalizedWebsocketsOptions {
  const problems = new Problems();
  const options = membersOf(
    given,
    'websockets()',
    "{ refuseWith: 'http' }",
    ['token', 'refuseWith'],
    problems,
  );
  const places = Object.hasOwn(options, 'token')
    ? membersOf(options['token'], 'token', "{ query: 'token' }", ['query', 'firstMessage'], problems)
    : {};
  const query = readName(places, 'query', 'token.query', problems);
  const firstMessage = Object.hasOwn(places, 'firstMessage')
    ? readFirstMessage(places['firstMessage'], problems)
    : undefined;
  const { refuseWith = 'close' } = options;
  if (refuseWith !== 'close' && refuseWith !== 'http')
    problems.add('refuseWith', "must be 'close' or 'http'.");
  if (refuseWith === 'http' && firstMessage !== undefined)
    problems.add(
      'refuseWith',
      "must be 'close' with token.firstMessage: a message comes after the handshake.",
    );
  problems.throwIfAny('The transport of WebSockets cannot be made');
  return Object.freeze({ query, firstMessage, refuseWith: refuseWith === 'http' ? 'http' : 'close' });
}
