import { GUARDS_METADATA } from '@nestjs/common/constants.js';
import type { Problems } from '../../options/index.js';
import { needsAcknowledgement, type FoundHandler } from './find-handlers.js';
import { HANDLER_KINDS } from './handler-kinds.js';

/** `ChatGateway.join`, for messages. */
export function placeOf({ appClass, method }: FoundHandler): string {
  return `${appClass.name}.${method}`;
}

/**
 * The guard that `@UseGuards()` puts before the handler. It probably decides the calls, so the suggested line names it. Nest
 * asks no guard about connections.
 */
function likelyGuard({ kind, appClass, handler }: FoundHandler): string {
  const decorated = kind === 'gateway-connection' ? [] : [handler, ...appClass.constructors];
  const guards = decorated.flatMap((target) => {
    const given: unknown = Reflect.getMetadata(GUARDS_METADATA, target);
    return Array.isArray(given) ? (given as readonly unknown[]) : [];
  });
  const named = guards.find((guard) => typeof guard === 'function' && /^[\w$]+$/.test(guard.name));
  return typeof named === 'function' ? named.name : 'NameOfTheGuard';
}

/** Who may decide the calls instead, and where to write it: a class without the method has one place only. */
function remedy({ kind, isImplied }: FoundHandler): string {
  const who =
    kind === 'gateway-connection'
      ? 'Nest asks no guard about connections. If code of your own decides who may connect, such as a middleware of the server, name it'
      : 'If another guard decides these calls, name it';
  const where = isImplied ? 'above the class. It holds' : 'above the method, or above the class';
  return `${who}: write this line ${where} for all its handlers that are no HTTP routes.`;
}

/** Reports each handler that no transport decides and no `@GuardedElsewhere()` covers; the report stops the start. */
export function reportUnguarded(handlers: readonly FoundHandler[], problems: Problems): void {
  for (const found of handlers.filter(needsAcknowledgement)) {
    const { called, why } = HANDLER_KINDS[found.kind];
    const what = found.isImplied ? 'is a gateway that clients connect to' : `is ${called}`;
    problems.addOnce(
      found.isImplied ? found.appClass.name : placeOf(found),
      `${what}, and ${why}. ${remedy(found)}\n@GuardedElsewhere('${likelyGuard(found)}')`,
    );
  }
}
