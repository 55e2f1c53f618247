import { declare } from '../declarations.js';

/**
 * Another guard decides the calls of this handler: the start is not stopped by it, and this guard lets its calls
 * through. For kinds of handlers that this module cannot decide, such as gateway messages and GraphQL resolvers; on an
 * HTTP route it stops the start. On a class it covers the class's own and inherited handlers of those kinds, and
 * no routes. It is not checked that the named guard is there.
 * @example `@GuardedElsewhere('WsAuthGuard') @SubscribeMessage('join')`
 */
export function GuardedElsewhere(by: string): ClassDecorator & MethodDecorator {
  if (typeof by === 'string' && by.trim() !== '') return declare({ kind: 'guarded-elsewhere', by });
  return declare({
    kind: 'mistake',
    message: "@GuardedElsewhere() needs the name of the guard that decides, such as 'WsAuthGuard'.",
  });
}
