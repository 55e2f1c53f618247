import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { Problems } from '../options/index.js';
import { ControllerHandlers, type ControllerHandler } from './controller-handlers.js';
import type { JwtPolicyTransport } from '../transports/index.js';
import type { ControllerClass } from './declared-targets.js';
import { JWT_POLICY_TRANSPORTS } from './injection-tokens.js';
import { decidedHandlers, isMessageHandler } from './reach/decided-handlers.js';
import { isRoute } from './route-patterns.js';

/**
 * The handlers of all controllers, those of providers that a transport decides, and the functions that stand for them. Functions of prototypes are marked as soon as
 * this exists, those of instances before the router is built: instrumentation copies the marks after that.
 */
@Injectable()
export class Handlers implements OnApplicationBootstrap {
  private readonly byClass = new Map<object, ControllerHandlers>();

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(JWT_POLICY_TRANSPORTS) private readonly transports: readonly JwtPolicyTransport[],
  ) {
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
      // Nest takes the functions of routes and message handlers from the instance.
      const routed = handlers.list().filter(({ functions }) => functions.some((one) => this.isTaken(one)));
      handlers.seeInstance(
        instance,
        routed.map(({ name }) => name),
      );
      handlers.mark();
    }
  }

  /** Looks again, after the router was built, and reports what cannot be told apart. */
  report(problems: Problems): void {
    this.seePrototypes();
    for (const [controller, handlers] of this.byClass)
      handlers.reportProblems((method, message) =>
        problems.addOnce(`${(controller as ControllerClass).name}.${method}`, message),
      );
  }

  /** The last look: initialization of other modules may have copied metadata. */
  onApplicationBootstrap(): void {
    const problems = new Problems();
    this.report(problems);
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
    // A scanner caches what it scanned, and methods may be added while the application starts.
    const scanner = new MetadataScanner();
    for (const { metatype } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function') continue;
      const handlers = this.byClass.get(metatype) ?? new ControllerHandlers();
      this.byClass.set(metatype, handlers);
      const prototype = metatype.prototype as Record<string, object>;
      for (const name of scanner.getAllMethodNames(prototype)) handlers.see(name, prototype[name] as object);
      handlers.mark();
    }
    for (const { appClass, method, handler } of decidedHandlers(this.modules, scanner, this.transports)) {
      if (appClass.role === 'provider' && handler !== undefined)
        this.seeProvided(appClass.constructors, method, handler);
    }
  }

  /** Nest names the class of the instance; where a class decorator made a wrapper, that may be either of the two. */
  private seeProvided(constructors: readonly object[], method: string, handler: object): void {
    for (const owner of constructors) {
      const handlers = this.byClass.get(owner) ?? new ControllerHandlers();
      this.byClass.set(owner, handlers);
      handlers.see(method, handler);
      handlers.mark();
    }
  }

  private isTaken(handler: object): boolean {
    return isRoute(handler) || isMessageHandler(handler, this.transports);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
