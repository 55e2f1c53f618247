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
 * The handlers of all controllers, and those of providers that a transport decides, with their functions. The constructor
 * marks the functions of prototypes. Functions of instances are marked before the router is built. Instrumentation copies
 * the marks after that.
 */
@Injectable()
export class Handlers implements OnApplicationBootstrap {
  private readonly byClass = new Map<object, ControllerHandlers>();
  private hasSeenInstances = false;

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(JWT_POLICY_TRANSPORTS) private readonly transports: readonly JwtPolicyTransport[],
  ) {
    this.seePrototypes();
  }

  /**
   * Records the functions of prototypes and instances just before the router is built. A request-scoped controller has no
   * instance yet.
   */
  seeInstances(): void {
    this.hasSeenInstances = true;
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

  /** Looks again after the router was built, and reports handlers that cannot be told apart. */
  report(problems: Problems): void {
    // An application of messages alone builds no router.
    if (!this.hasSeenInstances) this.seeInstances();
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

  /** The function of this class that an unknown function replaces, by the metadata that it carries. */
  markedBy(controller: object, handler: object): object | undefined {
    return this.byClass.get(controller)?.markedBy(handler);
  }

  /** Why a handler that Nest calls is not known, for the log. */
  whyUnknown(controller: object, handler: object): string {
    return (
      this.byClass.get(controller)?.whyUnknown(handler) ??
      'its class was not there when the application started'
    );
  }

  private seePrototypes(): void {
    // A new scanner each time: a scanner caches its results, and methods may be added while the application starts.
    const scanner = new MetadataScanner();
    for (const { metatype } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function') continue;
      const handlers = this.byClass.get(metatype) ?? new ControllerHandlers();
      this.byClass.set(metatype, handlers);
      const prototype = metatype.prototype as Record<string, object>;
      for (const name of scanner.getAllMethodNames(prototype)) handlers.see(name, prototype[name] as object);
      handlers.mark();
    }
    for (const found of decidedHandlers(this.modules, scanner, this.transports)) {
      const { kind, appClass, method, handler } = found;
      // No call names the function of a connection handler.
      if (appClass.role === 'provider' && kind !== 'gateway-connection')
        this.seeProvided(appClass.constructors, method, handler);
    }
  }

  /** Nest names the class of the instance. If a class decorator made a wrapper, that may be the class or the wrapper. */
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
