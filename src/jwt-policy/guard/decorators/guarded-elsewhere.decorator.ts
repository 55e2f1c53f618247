import { declare } from '../declarations.js';

/**
 * Says that another guard decides the calls of this handler. The handler then does not stop the start, and this guard
 * lets its calls through. It is for kinds of handlers that no transport decides: without `websockets()` those of gateways,
 * without `graphql()` resolvers, without `microservices()` message handlers. On an HTTP route it stops the start. On a class it
 * covers the class's own and inherited handlers of those kinds, connections to a gateway too, and no routes. It does not check
 * that the named guard exists.
 * @example `@GuardedElsewhere('WsAuthGuard') @SubscribeMessage('join')`
 */
export function GuardedElsewhere(by: string): ClassDecorator & MethodDecorator {
  if (typeof by === 'string' && by.trim() !== '') return declare({ kind: 'guarded-elsewhere', by });
  return declare({
    kind: 'mistake',
    message: "@GuardedElsewhere() needs the name of the guard that decides, such as 'WsAuthGuard'.",
  });
}
