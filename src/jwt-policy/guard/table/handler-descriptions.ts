import { Inject, Injectable, VersioningType } from '@nestjs/common';
import { HOST_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import { ApplicationConfig, DiscoveryService, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { DescribedHandler, HandlerDeclarations, RoutePattern } from '../../inspection/index.js';
import type { Plan } from '../../policy/index.js';
import { handlerTargets, type ControllerClass } from '../declared-targets.js';
import { Handlers } from '../handlers.js';
import type { FoundHandler } from '../reach/find-handlers.js';
import { Reach } from '../reach/reach.js';
import { isRoute, RoutePatterns } from '../route-patterns.js';
import { declaredDemands } from './declared-demands.js';

/** The plan of a handler, or `public`: nothing is decided there. */
export type RoutePlan = Plan | 'public';

/** Gives the plan of the function of a class; undefined where there is none. */
export type FindPlan = (owner: object, handler: object) => RoutePlan | undefined;

/** Versions and hosts as decorators take them: a text, a list, `VERSION_NEUTRAL`, or an expression for hosts. */
function textsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  const values = [value as string | symbol | RegExp].flat();
  return values.map((one) => (typeof one === 'symbol' ? 'neutral' : one.toString()));
}

/** A message pattern as it is written: a text, an object, or an expression for topics of Kafka. */
function messageText(pattern: unknown): string {
  if (typeof pattern === 'string' || pattern instanceof RegExp) return String(pattern);
  return JSON.stringify(pattern) ?? String(pattern);
}

/**
 * A route with what is written at it. That is read only when it is asked for: the start of an application asks most of its
 * routes for their patterns alone.
 */
class DescribedRoute implements DescribedHandler {
  readonly kind = 'route';
  readonly controller: string;
  readonly messages = [];
  readonly operations = [];
  readonly guardedBy = [];
  private known: HandlerDeclarations | undefined;

  constructor(
    private readonly owner: ControllerClass,
    readonly handler: string,
    private readonly routed: object,
    readonly plan: RoutePlan | undefined,
    readonly patterns: readonly RoutePattern[],
    private readonly config: ApplicationConfig,
  ) {
    this.controller = owner.name;
  }

  get declared(): HandlerDeclarations {
    this.known ??= declaredDemands(this.owner, handlerTargets(this.owner, this.handler));
    return this.known;
  }

  /** Versions that the router does not see in the path: it passes a call on where they do not match. */
  get versions(): readonly string[] {
    const versioning = this.config.getVersioning();
    if (versioning === undefined || versioning.type === VersioningType.URI) return [];
    return textsOf(
      Reflect.getMetadata(VERSION_METADATA, this.routed) ??
        Reflect.getMetadata(VERSION_METADATA, this.owner) ??
        versioning.defaultVersion,
    );
  }

  get hosts(): readonly string[] {
    return textsOf(Reflect.getMetadata(HOST_METADATA, this.owner));
  }
}

/** Lists every handler of the application, of every kind, with its plan and what decorators say about it. */
@Injectable()
export class HandlerDescriptions {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(Reach) private readonly reach: Reach,
    @Inject(Handlers) private readonly handlers: Handlers,
  ) {}

  /** Routes in the order of their controllers, then the handlers of other kinds. */
  list(findPlan: FindPlan): readonly DescribedHandler[] {
    const patterns = new RoutePatterns(this.config, this.modules, this.adapterHost.httpAdapter);
    const routes = this.discovery.getControllers().flatMap(({ metatype, host }) => {
      if (typeof metatype !== 'function') return [];
      return this.routesOf(metatype as ControllerClass, host?.metatype, patterns, findPlan);
    });
    return [...routes, ...this.reach.find().map((found) => this.describeFound(found, findPlan))];
  }

  private routesOf(
    controller: ControllerClass,
    module: object | undefined,
    patterns: RoutePatterns,
    findPlan: FindPlan,
  ): readonly DescribedHandler[] {
    return this.handlers.of(controller).flatMap(({ name, functions }): readonly DescribedHandler[] => {
      const routed = functions.findLast(isRoute);
      if (routed === undefined) return [];
      const of = patterns.of(controller, routed, module);
      return [new DescribedRoute(controller, name, routed, findPlan(controller, routed), of, this.config)];
    });
  }

  private describeFound(found: FoundHandler, findPlan: FindPlan): DescribedHandler {
    const { kind, appClass, method, handler, targets, patterns, acknowledgements } = found;
    const isDecided = this.reach.isDecided(found);
    const plans = isDecided ? appClass.constructors.map((owner) => findPlan(owner, handler)) : [];
    return {
      kind,
      controller: appClass.name,
      handler: method,
      plan: plans.find((plan) => plan !== undefined),
      declared: declaredDemands(appClass, targets),
      patterns: [],
      versions: [],
      hosts: [],
      messages: patterns.map(messageText),
      operations: isDecided ? this.reach.operationsOf(found) : [],
      guardedBy: [...new Set(acknowledgements.map(({ by }) => by))],
    };
  }
}
