import { EXCEPTION_FILTERS_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { isEventHandler } from './handler-patterns.js';
import { RefusedMessageFilter } from './refused-message.filter.js';

const FILTER = new RefusedMessageFilter();

/** Nest asks the last filter of a method before its others, those of its class and the global ones. */
function answerFirst(handler: object): void {
  const filters = (Reflect.getMetadata(EXCEPTION_FILTERS_METADATA, handler) ?? []) as readonly unknown[];
  if (!filters.includes(FILTER))
    Reflect.defineMetadata(EXCEPTION_FILTERS_METADATA, [...filters, FILTER], handler);
}

type Methods = Readonly<Record<string, object>>;

/**
 * Has refusals of events answered before any filter of the application sees them. A filter that catches everything would
 * turn the refusal of one event handler into an error, and Nest would then cancel the other handlers of the event.
 */
export function answerRefusedEventsFirst(modules: ModulesContainer): void {
  const scanner = new MetadataScanner();
  for (const { controllers } of modules.values()) {
    for (const { instance } of controllers.values()) {
      const prototype = Object.getPrototypeOf(instance) as Methods;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name] as object;
        if (!isEventHandler(handler)) continue;
        answerFirst(handler);
        // A controller may bind its methods in the constructor. Nest then calls the function of the instance.
        answerFirst((instance as Methods)[name] as object);
      }
    }
  }
}
