import 'reflect-metadata';
import type { HandlerKind } from '../../transports/index.js';
import { memberOf } from '../members.js';
import type { AppClass } from './app-class.js';

const undecided = (transport: string, what = 'calls of this kind'): string =>
  `no transport decides ${what}: add ${transport}() of 'nest-jwt-policy/${transport}' to transports`;
const GRAPHQL = undecided('graphql');
const UNASKED = 'Nest does not ask a global guard about it';

/**
 * The name of each kind in messages, and why such a handler stops the start if no transport decides it. The list is
 * closed: schedulers, queues, events inside the application and `handleDisconnect` serve no request.
 */
export const HANDLER_KINDS: Readonly<Record<HandlerKind, { readonly called: string; readonly why: string }>> =
  {
    query: { called: 'a GraphQL query', why: GRAPHQL },
    mutation: { called: 'a GraphQL mutation', why: GRAPHQL },
    subscription: { called: 'a GraphQL subscription', why: GRAPHQL },
    'reference-resolver': { called: 'a GraphQL reference resolver', why: GRAPHQL },
    'field-resolver': { called: 'a GraphQL field resolver', why: UNASKED },
    'gateway-message': { called: 'a gateway message', why: undecided('websockets') },
    'gateway-connection': {
      called: 'a connection handler of a gateway',
      why: undecided('websockets', 'connections'),
    },
    'message-handler': { called: 'a message handler', why: undecided('microservices') },
  };

// The metadata keys of the optional packages are written out, because none of these packages is imported.
const RESOLVER_TYPE = 'graphql:resolver_type';
const REFERENCE_RESOLVER = 'graphql:resolve_reference';
const FIELD_RESOLVER = 'graphql:resolve_property';
const GATEWAY = 'websockets:is_gateway';
const GATEWAY_MESSAGE = 'websockets:message_mapping';
const MESSAGE_HANDLER = 'microservices:handler_type';
const MESSAGE_PATTERNS = 'microservices:pattern';

const ROOT_TYPES = new Map<unknown, HandlerKind>([
  ['Query', 'query'],
  ['Mutation', 'mutation'],
  ['Subscription', 'subscription'],
]);

/** Reads resolvers as @nestjs/graphql does: a method without a type of its own has that of its class. */
function resolverKind(owner: unknown, method: object): HandlerKind | undefined {
  const ofClass: unknown =
    typeof owner === 'function' ? Reflect.getMetadata(RESOLVER_TYPE, owner) : undefined;
  const type: unknown = Reflect.getMetadata(RESOLVER_TYPE, method) || ofClass;
  if (type === undefined) return undefined;
  if (Reflect.getMetadata(REFERENCE_RESOLVER, method)) return 'reference-resolver';
  const root = ROOT_TYPES.get(type);
  if (root !== undefined) return root;
  return Reflect.getMetadata(FIELD_RESOLVER, method) ? 'field-resolver' : undefined;
}

/** Whether a function has the decorator of a message handler. */
export function hasMessageHandler(method: object): boolean {
  return Reflect.hasMetadata(MESSAGE_HANDLER, method);
}

/** Whether Nest connects the class to a server. */
export function isGateway({ role, metatype }: AppClass): boolean {
  return role === 'provider' && metatype !== undefined && Reflect.hasMetadata(GATEWAY, metatype);
}

/** The kinds of a method where Nest finds it: message handlers in controllers, the others in providers. */
export function kindsOf(appClass: AppClass, method: object): readonly HandlerKind[] {
  if (appClass.role === 'controller') return hasMessageHandler(method) ? ['message-handler'] : [];
  const resolver = resolverKind(memberOf(appClass.prototype, 'constructor')?.value, method);
  const isMessage = isGateway(appClass) && Reflect.hasMetadata(GATEWAY_MESSAGE, method);
  return [...(resolver === undefined ? [] : [resolver]), ...(isMessage ? ['gateway-message' as const] : [])];
}

/** The patterns under which a message handler is registered. */
export function messagePatterns(method: object): readonly unknown[] {
  const patterns: unknown = Reflect.getMetadata(MESSAGE_PATTERNS, method);
  return [patterns].flat();
}
