import { isPlainObject } from '../claims/index.js';
import { unknownOptions } from '../errors/index.js';
import { Problems } from '../options/index.js';

/** Where the token of a message is. */
export interface TokenPlace {
  /**
   * The name of the header, metadata key or user property, in any letter case. Its value has the form of an HTTP
   * `Authorization` header: `Bearer`, a blank and the token. @default 'authorization'
   */
  readonly header?: string;
  /**
   * A field of the payload that may have the token too, with or without `Bearer` before it. It is removed before pipes and
   * handlers see the payload. A token in both places is refused with `TOKEN_AMBIGUOUS`. Not for gRPC.
   * @default the payload is not read
   */
  readonly payload?: string;
}

/** The transports of `@nestjs/microservices` by their names here. */
export type MessageTransport = 'tcp' | 'redis' | 'nats' | 'mqtt' | 'rmq' | 'kafka' | 'grpc';

/** The options of `microservices()`. */
export interface MicroservicesOptions {
  /** Where the token is, for each transport that differs from the default. @default the header `authorization` everywhere */
  readonly token?: Readonly<Partial<Record<MessageTransport, TokenPlace>>>;
}

/** A place with its defaults filled in; the name of the header in lower case. */
export interface NormalizedTokenPlace {
  readonly header: string;
  readonly payload: string | undefined;
}

/** The place of each transport. */
export type TokenPlaces = Readonly<Record<MessageTransport, NormalizedTokenPlace>>;

const TRANSPORTS: readonly MessageTransport[] = ['tcp', 'redis', 'nats', 'mqtt', 'rmq', 'kafka', 'grpc'];
const PLACE_NAMES: readonly (keyof TokenPlace)[] = ['header', 'payload'];
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;

const DEFAULT_PLACE: NormalizedTokenPlace = { header: 'authorization', payload: undefined };

function readPlace(given: unknown, transport: MessageTransport, problems: Problems): NormalizedTokenPlace {
  const path = `token.${transport}`;
  if (!isPlainObject(given)) {
    problems.add(path, "must be an object such as { header: 'authorization' }.");
    return DEFAULT_PLACE;
  }
  for (const { name, message } of unknownOptions(given, PLACE_NAMES))
    problems.add(`${path}.${name}`, message);
  const { header = DEFAULT_PLACE.header, payload } = given;
  if (typeof header !== 'string' || !HEADER_NAME.test(header))
    problems.add(`${path}.header`, 'must be the name of a header.');
  const isField = typeof payload === 'string' && payload !== '' && payload !== '__proto__';
  // An undefined value comes from a variable that is not set: it must not switch the place off silently.
  if (Object.hasOwn(given, 'payload') && !isField)
    problems.add(`${path}.payload`, 'must be the name of a field; leave it out to read no payload.');
  else if (isField && transport === 'grpc')
    problems.add(`${path}.payload`, 'is not read: gRPC has metadata, where every client can put the token.');
  return { header: String(header).toLowerCase(), payload: isField ? payload : undefined };
}

/** Validates the options. Throws `JwtPolicyConfigurationError` with everything that is wrong. */
export function readMicroservicesOptions(given: unknown): TokenPlaces {
  const problems = new Problems();
  const options: Readonly<Record<string, unknown>> = isPlainObject(given) ? given : {};
  if (!isPlainObject(given))
    problems.add('microservices()', 'takes an object; leave it out for the defaults.');
  for (const { name, message } of unknownOptions(options, ['token'])) problems.add(name, message);
  const isGiven = Object.hasOwn(options, 'token');
  const token: Readonly<Record<string, unknown>> = isPlainObject(options['token']) ? options['token'] : {};
  if (isGiven && !isPlainObject(options['token']))
    problems.add('token', "must be an object such as { tcp: { payload: 'token' } }.");
  for (const { name, message } of unknownOptions(token, TRANSPORTS)) problems.add(`token.${name}`, message);
  const places = TRANSPORTS.map((transport) => [
    transport,
    Object.hasOwn(token, transport) ? readPlace(token[transport], transport, problems) : DEFAULT_PLACE,
  ]);
  problems.throwIfAny('The transport of microservices cannot be made');
  return Object.freeze(Object.fromEntries(places) as TokenPlaces);
}
