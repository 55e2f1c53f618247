import { Problems } from '../options/index.js';
import { markServerProperty, type GatewayClass } from './gateway-metadata.js';

/** What adapters have made for applications of this process whose gateways are decided. */
const SEEN = new WeakSet<object>();

/** Nest sets this property of a gateway to its server, as one with `@WebSocketServer()`, before any client can come. */
const PROPERTY = 'jwtPolicyServer';

const UNSEEN =
  'is being bound to a server that this transport has not seen. Every application of the process that has this gateway needs JwtPolicyModule with websockets(). Its adapter must let Nest call its create(), and a microservice of the application must not have deferInitialization, which binds all gateways.';

const TWICE =
  'is being bound a second time, by a microservice with deferInitialization. Leave that option out: two servers on one port end the process when the first client comes.';

/** The server of each gateway, by its instance. */
const BOUND = new WeakMap<object, object>();

/** Notes a server whose clients are decided. */
export function noteServer(server: object): void {
  SEEN.add(server);
}

interface Closable {
  readonly close?: () => unknown;
}

/** A namespace of socket.io cannot be closed, but its server can. */
function close(bound: Closable & { readonly server?: Closable }): void {
  const server = bound.server ?? bound;
  server.close?.();
}

function whyNot(gateway: object, server: object): string | undefined {
  if ((BOUND.get(gateway) ?? server) !== server) return TWICE;
  return SEEN.has(server) ? undefined : UNSEEN;
}

/** Throws `JwtPolicyConfigurationError`, and leaves no server behind. */
function bind(instance: object, { name }: GatewayClass, server: object): void {
  const message = whyNot(instance, server);
  if (message === undefined) {
    BOUND.set(instance, server);
    return;
  }
  close(server);
  const problems = new Problems();
  problems.add(name, message);
  problems.throwIfAny();
}

/**
 * Stops the start when a gateway is bound to a server that nobody watches, or a second time. A microservice of a hybrid
 * application with `deferInitialization` does both: it has a configuration of its own, so Nest binds all gateways again, on a free
 * port, or with `inheritAppConfig` on the port that they already have. The class is watched, so an application without the module
 * cannot bind it later in the same process.
 */
export function watchBinding(gateway: GatewayClass): void {
  const prototype = gateway.prototype as object;
  if (Object.hasOwn(prototype, PROPERTY)) return;
  Object.defineProperty(prototype, PROPERTY, {
    configurable: true,
    enumerable: true,
    get: () => undefined,
    set(this: object, server: object) {
      bind(this, gateway, server);
    },
  });
  markServerProperty(prototype, PROPERTY);
}
