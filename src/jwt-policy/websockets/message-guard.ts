import { GUARDS_METADATA } from '@nestjs/common/constants.js';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { connectionOf } from './connection.js';
import { refusedUndecided } from './decide-connection.js';

/** The contexts that the guard of their application has let through. */
const LET_THROUGH = new WeakSet<ExecutionContext>();

/** Notes that the guard has let a message through, so that it is not asked twice. */
export function noteLetThrough(context: ExecutionContext): void {
  LET_THROUGH.add(context);
}

/**
 * Stands before the handlers of every gateway, because Nest 11 asks no global guard about their messages. It asks the guard of
 * the application that the client is connected to, unless Nest has done so, as Nest 12 does. It is one object for all
 * applications of a process: they may share a class. A client that nobody has let in is refused.
 */
const MESSAGE_GUARD: CanActivate = Object.freeze({
  canActivate(context: ExecutionContext) {
    if (LET_THROUGH.has(context)) return true;
    const connection = connectionOf(context.getArgByIndex<unknown>(0));
    if (connection === undefined) throw refusedUndecided();
    return connection.guard.canActivate(context);
  },
});

/** Puts the guard before all other guards of a gateway. */
export function guardMessages(gateway: object): void {
  const guards = (Reflect.getMetadata(GUARDS_METADATA, gateway) ?? []) as readonly unknown[];
  if (!guards.includes(MESSAGE_GUARD))
    Reflect.defineMetadata(GUARDS_METADATA, [MESSAGE_GUARD, ...guards], gateway);
}
