import type { MetadataScanner } from '@nestjs/core';
import type { Acknowledgement } from '../declarations.js';
import type { AppClass } from './app-class.js';
import { acknowledgements } from './acknowledgements.js';
import type { HandlerKind } from '../../transports/index.js';
import { isGateway, kindsOf, messagePatterns } from './handler-kinds.js';
import { memberOf } from '../members.js';

/** A handler that is no HTTP route. */
export interface FoundHandler {
  readonly kind: HandlerKind;
  readonly appClass: AppClass;
  readonly method: string;
  /** Undefined if only the instance has it. */
  readonly handler: object | undefined;
  /** The patterns of a message handler; empty for other kinds. */
  readonly patterns: readonly unknown[];
  /** Every `@GuardedElsewhere()` that covers it. */
  readonly acknowledgements: readonly Acknowledgement[];
}

/**
 * Stands for the connection handler of every gateway, also of one that has no such method: clients of that one hear what it
 * sends. Nest calls the method past all guards, so no call names its function.
 */
export function handleConnection(): void {}

function connectionHandler(appClass: AppClass): readonly FoundHandler[] {
  if (!isGateway(appClass)) return [];
  const method = handleConnection.name;
  const covered = acknowledgements(appClass, method);
  return [
    {
      kind: 'gateway-connection',
      appClass,
      method,
      handler: handleConnection,
      patterns: [],
      acknowledgements: covered,
    },
  ];
}

/** The handlers of these classes that are no HTTP routes, decorated by this module or not. */
export function findHandlers(
  classes: readonly AppClass[],
  scanner: MetadataScanner,
): readonly FoundHandler[] {
  return classes.flatMap((appClass) => [
    ...scanner.getAllMethodNames(appClass.prototype).flatMap((method) => {
      const handler = memberOf(appClass.prototype, method)?.value as object;
      return kindsOf(appClass, handler).map((kind) => ({
        kind,
        appClass,
        method,
        handler,
        patterns: kind === 'message-handler' ? messagePatterns(handler) : [],
        acknowledgements: acknowledgements(appClass, method),
      }));
    }),
    ...connectionHandler(appClass),
  ]);
}

/**
 * Whether it stops the start unless it is acknowledged. Field resolvers do not: they belong to the query that asks for
 * them.
 */
export function needsAcknowledgement({ kind, acknowledgements: given }: FoundHandler): boolean {
  return kind !== 'field-resolver' && given.length === 0;
}
