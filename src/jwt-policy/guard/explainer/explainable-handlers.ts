import { Inject, Injectable, VersioningType } from '@nestjs/common';
import { VERSION_METADATA } from '@nestjs/common/constants.js';
import {
  ApplicationConfig,
  DiscoveryService,
  HttpAdapterHost,
  MetadataScanner,
  ModulesContainer,
} from '@nestjs/core';
import type { JwtPolicyTransport } from '../../transports/index.js';
import type { ControllerClass } from '../declared-targets.js';
import { Handlers } from '../handlers.js';
import { JWT_POLICY_TRANSPORTS } from '../injection-tokens.js';
import { Plans, type RoutePlan } from '../plans.js';
import { decidedHandlers } from '../reach/decided-handlers.js';
import { isRoute, RoutePatterns, type RoutePattern } from '../route-patterns.js';

/** A handler that calls can be explained for. */
export interface ExplainableHandler {
  /** `OrdersController.list`. */
  readonly name: string;
  /** Undefined where the guard does not decide. */
  readonly plan: RoutePlan | undefined;
  /** Every pattern of a route; none for a handler that is no route. */
  readonly patterns: readonly RoutePattern[];
  /** The versions that a header or the media type asks for, `neutral` for a route of every version. */
  readonly versions: readonly string[];
}

function textsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return [value].flat().map((one) => (typeof one === 'symbol' ? 'neutral' : String(one)));
}

/** Lists the handlers of the application with their plans, for explanations. Nothing is kept. */
@Injectable()
export class ExplainableHandlers {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(Handlers) private readonly handlers: Handlers,
    @Inject(Plans) private readonly plans: Plans,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(JWT_POLICY_TRANSPORTS) private readonly transports: readonly JwtPolicyTransport[],
  ) {}

  list(): readonly ExplainableHandler[] {
    const patterns = new RoutePatterns(this.config, this.modules, this.adapterHost.httpAdapter);
    const routes = this.discovery
      .getControllers()
      .flatMap(({ metatype, host }) =>
        typeof metatype === 'function'
          ? this.routesOf(metatype as ControllerClass, host?.metatype, patterns)
          : [],
      );
    return [...routes, ...this.others()];
  }

  private routesOf(
    controller: ControllerClass,
    module: object | undefined,
    patterns: RoutePatterns,
  ): readonly ExplainableHandler[] {
    return this.handlers.of(controller).flatMap(({ name, functions }): readonly ExplainableHandler[] => {
      const routed = functions.findLast(isRoute);
      if (routed === undefined) return [];
      return [
        {
          name: `${controller.name}.${name}`,
          plan: this.plans.find(controller, routed),
          patterns: patterns.of(controller, routed, module),
          versions: this.versionsOf(controller, routed),
        },
      ];
    });
  }

  /** Handlers of the transports beside HTTP. */
  private others(): readonly ExplainableHandler[] {
    return decidedHandlers(this.modules, this.scanner, this.transports).map(
      ({ appClass, method, handler }) => {
        const plans = appClass.constructors.map((owner) => handler && this.plans.find(owner, handler));
        const plan = plans.find((one) => one !== undefined);
        return { name: `${appClass.name}.${method}`, plan, patterns: [], versions: [] };
      },
    );
  }

  /** Versions that the router does not see in the path. */
  private versionsOf(controller: ControllerClass, handler: object): readonly string[] {
    const versioning = this.config.getVersioning();
    if (versioning === undefined || versioning.type === VersioningType.URI) return [];
    return textsOf(
      Reflect.getMetadata(VERSION_METADATA, handler) ??
        Reflect.getMetadata(VERSION_METADATA, controller) ??
        versioning.defaultVersion,
    );
  }
}
