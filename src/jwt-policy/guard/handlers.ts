import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Problems } from '../options/index.js';
import { ControllerHandlers, type ControllerHandler } from './controller-handlers.js';
import type { ControllerClass } from './declared-targets.js';
import { isRoute } from './route-patterns.js';

/**
 * The handlers of all controllers and the functions that stand for them. Functions of prototypes are marked as soon as
 * this exists, those of instances before the router is built: instrumentation copies the marks after that.
 */
@Injectable()
export class Handlers implements OnApplicationBootstrap {
  private readonly byClass = new Map<object, ControllerHandlers>();

  constructor(@Inject(DiscoveryService) private readonly discovery: DiscoveryService) {
    this.seePrototypes();
  }

  /**
   * Takes note of what prototypes and instances hold when the router is about to be built. A request-scoped controller
   * has no instance yet.
   */
  seeInstances(): void {
    this.seePrototypes();
    for (const wrapper of this.discovery.getControllers()) {
      const handlers = this.byClass.get(wrapper.metatype as ControllerClass);
      const instance: unknown = wrapper.instance;
      if (handlers === undefined || !isObject(instance) || !wrapper.isDependencyTreeStatic()) continue;
      const routed = handlers.list().filter(({ functions }) => functions.some(isRoute));
      handlers.seeInstance(
        instance,
        routed.map(({ name }) => name),
      );
      handlers.mark();
    }
  }

  /** Looks again, after the router was built, and tells what cannot be told apart. */
  judge(problems: Problems): void {
    this.seePrototypes();
    for (const [controller, handlers] of this.byClass)
      handlers.tellProblems((method, message) =>
        problems.add(`${(controller as ControllerClass).name}.${method}`, message),
      );
  }

  /** The last look: initialization of other modules may have copied metadata. */
  onApplicationBootstrap(): void {
    const problems = new Problems();
    this.judge(problems);
    problems.throwIfAny();
  }

  of(controller: object): readonly ControllerHandler[] {
    return this.byClass.get(controller)?.list() ?? [];
  }

  /** The function of this class for which an unknown one stands, because it carries its metadata. */
  markedBy(controller: object, handler: object): object | undefined {
    return this.byClass.get(controller)?.markedBy(handler);
  }

  /** Why nothing is known of a handler that Nest calls, for the log. */
  whyUnknown(controller: object, handler: object): string {
    return (
      this.byClass.get(controller)?.whyUnknown(handler) ??
      'its class was not there when the application started'
    );
  }

  private seePrototypes(): void {
    // It remembers what it scanned, and methods may be added while the application starts.
    const scanner = new MetadataScanner();
    for (const { metatype } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function') continue;
      const handlers = this.byClass.get(metatype) ?? new ControllerHandlers();
      this.byClass.set(metatype, handlers);
      const prototype = metatype.prototype as Record<string, object>;
      for (const name of scanner.getAllMethodNames(prototype)) handlers.see(name, prototype[name] as object);
      handlers.mark();
    }
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
