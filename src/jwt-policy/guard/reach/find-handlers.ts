import type { MetadataScanner } from '@nestjs/core';
import type { DeclaredTarget } from '../combine-declarations.js';
import type { Acknowledgement } from '../declarations.js';
import { handlerTargets } from '../declared-targets.js';
import type { AppClass } from './app-class.js';
import { acknowledgements } from './acknowledgements.js';
import { connectionTargets, hasConnectionMember } from './connection-members.js';
import type { HandlerKind } from '../../transports/index.js';
import { isGateway, kindsOf, messagePatterns } from './handler-kinds.js';
import { memberOf } from '../members.js';

/** A handler that is no HTTP route. */
export interface FoundHandler {
  readonly kind: HandlerKind;
  readonly appClass: AppClass;
  readonly method: string;
  /** Its function. For connections it is the function that stands for all of them. */
  readonly handler: object;
  /** Whether the class has no such member: a gateway without `handleConnection`. */
  readonly isImplied: boolean;
  /** The method and the methods that it overrides, base first, with their decorators. */
  readonly targets: readonly DeclaredTarget[];
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
  const targets = connectionTargets(appClass);
  return [
    {
      kind: 'gateway-connection',
      appClass,
      method: handleConnection.name,
      handler: handleConnection,
      isImplied: !hasConnectionMember(appClass),
      targets,
      patterns: [],
      acknowledgements: acknowledgements(appClass, targets),
    },
  ];
}

function methodHandlers(appClass: AppClass, method: string): readonly FoundHandler[] {
  const handler = memberOf(appClass.prototype, method)?.value as object;
  return kindsOf(appClass, handler).map((kind) => {
    const targets = handlerTargets(appClass, method);
    return {
      kind,
      appClass,
      method,
      handler,
      isImplied: false,
      targets,
      patterns: kind === 'message-handler' ? messagePatterns(handler) : [],
      acknowledgements: acknowledgements(appClass, targets),
    };
  });
}

/** The handlers of these classes that are no HTTP routes, decorated by this module or not. */
export function findHandlers(
  classes: readonly AppClass[],
  scanner: MetadataScanner,
): readonly FoundHandler[] {
  return classes.flatMap((appClass) => [
    ...scanner.getAllMethodNames(appClass.prototype).flatMap((method) => methodHandlers(appClass, method)),
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
