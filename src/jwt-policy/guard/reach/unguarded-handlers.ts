import { GUARDS_METADATA } from '@nestjs/common/constants.js';
import type { Problems } from '../../options/index.js';
import { needsAcknowledgement, type FoundHandler } from './find-handlers.js';
import { HANDLER_KINDS } from './handler-kinds.js';

/** `ChatGateway.join`, for messages. */
export function placeOf({ appClass, method }: FoundHandler): string {
  return `${appClass.name}.${method}`;
}

/**
 * The guard that `@UseGuards()` puts before the handler. It probably decides the calls, so the suggested line names it.
 */
function likelyGuard({ appClass, handler }: FoundHandler): string {
  const guards = [handler, ...appClass.constructors].flatMap((target) => {
    const given: unknown = target && Reflect.getMetadata(GUARDS_METADATA, target);
    return Array.isArray(given) ? (given as readonly unknown[]) : [];
  });
  const named = guards.find((guard) => typeof guard === 'function' && /^[\w$]+$/.test(guard.name));
  return typeof named === 'function' ? named.name : 'NameOfTheGuard';
}

/** Reports each handler that no transport decides and no `@GuardedElsewhere()` covers; the report stops the start. */
export function reportUnguarded(handlers: readonly FoundHandler[], problems: Problems): void {
  for (const found of handlers.filter(needsAcknowledgement)) {
    const { called, why } = HANDLER_KINDS[found.kind];
    problems.addOnce(
      placeOf(found),
      `is ${called}, and ${why}. If another guard decides these calls, name it: write this line above the method, or above the class for all its handlers that are no HTTP routes.\n@GuardedElsewhere('${likelyGuard(found)}')`,
    );
  }
}
