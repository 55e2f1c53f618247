import type { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { isDecided, type JwtPolicyTransport } from '../../transports/index.js';
import { appClasses } from './app-class.js';
import { findHandlers, type FoundHandler } from './find-handlers.js';
import { hasMessageHandler } from './handler-kinds.js';

/** The handlers beside HTTP routes that a transport decides, as the application has them now. */
export function decidedHandlers(
  modules: ModulesContainer,
  scanner: MetadataScanner,
  transports: readonly JwtPolicyTransport[],
): readonly FoundHandler[] {
  if (transports.length === 0) return [];
  return findHandlers(appClasses(modules), scanner).filter(({ kind }) => isDecided(kind, transports));
}

/** Whether the function handles messages that a transport decides. */
export function isMessageHandler(handler: object, transports: readonly JwtPolicyTransport[]): boolean {
  return isDecided('message-handler', transports) && hasMessageHandler(handler);
}
