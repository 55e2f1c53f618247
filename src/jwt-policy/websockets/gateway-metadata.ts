import type { Type } from '@nestjs/common';

/** A class with `@WebSocketGateway()`. */
export type GatewayClass = Type<object>;

/** The metadata of gateways. Nest has no public names for its keys. */
const OPTIONS = 'websockets:gateway_options';
const PORT = 'port';
const MESSAGE = 'message';
const SERVER = 'websockets:is_socket';

/** The name of a connection to a gateway whose namespace is an expression or a function. */
export const ANY_NAMESPACE = '/*';

/** Where Nest binds a gateway: two with the same place share a server. */
export interface GatewayPlace {
  /** 0 for the port of the application. */
  readonly port: number;
  readonly path: string | undefined;
  /** Of socket.io. An expression or a function stands for many namespaces. */
  readonly namespace: unknown;
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

/** A place as Nest compares it: a namespace without its slash is the same one. */
export function placeAt(port: number, { path, namespace }: Partial<GatewayPlace>): GatewayPlace {
  const isNamed = typeof namespace === 'string' && namespace !== '';
  return { port, path, namespace: isNamed ? withSlash(namespace) : namespace || undefined };
}

/** Where the decorator of a gateway puts it. */
export function placeOfGateway(gateway: GatewayClass): GatewayPlace {
  const options = (Reflect.getMetadata(OPTIONS, gateway) ?? {}) as Partial<GatewayPlace>;
  return placeAt((Reflect.getMetadata(PORT, gateway) as number | undefined) || 0, options);
}

/** Whether two places are one server. */
export function isSamePlace(one: GatewayPlace, other: GatewayPlace): boolean {
  return one.port === other.port && one.path === other.path && one.namespace === other.namespace;
}

/** The name of the operation "connect to this gateway": its namespace or path. `*` where a namespace is not one name. */
export function connectionName(gateway: GatewayClass): string {
  const { path, namespace } = placeOfGateway(gateway);
  if (namespace !== undefined && typeof namespace !== 'string') return ANY_NAMESPACE;
  return withSlash(namespace ?? path ?? '/');
}

/** Whether clients of a namespace can come to a gateway. */
export function isInNamespace(gateway: GatewayClass, name: string): boolean {
  const { namespace } = placeOfGateway(gateway);
  // search() starts at the beginning, also with an expression that remembers where it was.
  if (namespace instanceof RegExp) return name.search(namespace) !== -1;
  return typeof namespace === 'string' ? namespace === name : namespace !== undefined;
}

/** Marks a property of a gateway like `@WebSocketServer()`. */
export function markServerProperty(prototype: object, property: string): void {
  Reflect.defineMetadata(SERVER, true, prototype, property);
}

/** By function: each message asks for its name, and reading metadata costs as much as a cached token. */
const NAMES = new WeakMap<object, string>();

/** The name of the operation that a message asks for: the event as its handler has subscribed to it. */
export function eventName(handler: object, pattern?: unknown): string {
  const known = NAMES.get(handler);
  if (known !== undefined) return known;
  const event: unknown = Reflect.getMetadata(MESSAGE, handler) ?? pattern;
  const name = typeof event === 'string' ? event : (JSON.stringify(event) ?? String(event));
  NAMES.set(handler, name);
  return name;
}
