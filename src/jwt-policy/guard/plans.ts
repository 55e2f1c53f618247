import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig, DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { printable } from '../errors/index.js';
import { compilePlan, Problems, type Plan, type Policy } from '../policy/index.js';
import { combineDeclarations } from './combine-declarations.js';
import type { ControllerHandler } from './controller-handlers.js';
import { classTargets, handlerTargets, type ControllerClass } from './declared-targets.js';
import { Handlers } from './handlers.js';
import { judgeController, judgeProvider } from './judge-classes.js';
import { judgeFunctions } from './judge-functions.js';
import { isMessageHandler, isRoute, RoutePatterns } from './route-patterns.js';
import { JwtPolicyRuntime } from './runtime.js';
import { startWarnings } from './start-warnings.js';

/** The plan of a route, or `public`: nothing is judged there. */
export type RoutePlan = Plan | 'public';

interface PlannedRoute {
  readonly controller: ControllerClass;
  readonly handler: object;
  readonly module: object | undefined;
  readonly plan: RoutePlan;
}

/**
 * The plans of all controllers, compiled when the application starts. Keyed by class and handler: two controllers that
 * inherit a method share its function. Any problem with a decorator stops the start, told with all others.
 */
@Injectable()
export class Plans implements OnModuleInit {
  private readonly logger = new Logger('JwtPolicy');
  private readonly byClass = new WeakMap<object, WeakMap<object, RoutePlan>>();

  constructor(
    @Inject(JwtPolicyRuntime) private readonly runtime: JwtPolicyRuntime,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(Handlers) private readonly handlers: Handlers,
  ) {}

  /** By the class and its function, or by the metadata that a wrapper has from it. Undefined for what was not there at start. */
  find(controller: object, handler: object): RoutePlan | undefined {
    return this.byClass.get(controller)?.get(handler) ?? this.findMarked(controller, handler);
  }

  /** Remembers what it found: metadata that is copied onto the wrapper after its first call changes nothing. */
  private findMarked(controller: object, handler: object): RoutePlan | undefined {
    const plans = this.byClass.get(controller);
    const original = this.handlers.markedBy(controller, handler);
    const plan = original && plans?.get(original);
    if (plan !== undefined) plans?.set(handler, plan);
    return plan;
  }

  onModuleInit(): void {
    const problems = new Problems();
    this.handlers.judge(problems);
    const routes = this.discovery.getControllers().flatMap(({ metatype, host }) => {
      if (typeof metatype !== 'function') return [];
      return this.planController(metatype as ControllerClass, host?.metatype, problems);
    });
    for (const { metatype } of this.discovery.getProviders()) {
      judgeProvider(metatype, (prototype) => this.scanner.getAllMethodNames(prototype), problems);
    }
    problems.throwIfAny();
    for (const warning of problems.warnings) this.logger.warn(printable(warning));
    this.tell(routes);
  }

  private planController(
    controller: ControllerClass,
    module: object | undefined,
    problems: Problems,
  ): PlannedRoute[] {
    judgeController(controller, problems);
    const plans = new WeakMap<object, RoutePlan>();
    this.byClass.set(controller, plans);
    return this.handlers.of(controller).flatMap((handler) => {
      judgeFunctions(controller, handler, problems);
      const plan = this.planHandler(controller, handler, problems);
      for (const one of handler.functions) plans.set(one, plan);
      const routed = handler.functions.findLast(isRoute);
      return routed === undefined ? [] : [{ controller, handler: routed, module, plan }];
    });
  }

  private planHandler(
    controller: ControllerClass,
    { name, functions }: ControllerHandler,
    problems: Problems,
  ): RoutePlan {
    const targets = handlerTargets(controller, name);
    const tell = (target: string, message: string): void => problems.add(target, message);
    const combined = combineDeclarations(classTargets(controller), targets, tell);
    const route = `${controller.name}.${name}`;
    if (functions.some(isMessageHandler) && targets.some(({ declarations }) => declarations.length > 0)) {
      problems.add(
        route,
        'is a message handler with a decorator of this module: the guard judges HTTP handlers only.',
      );
    }
    const policies = this.narrow(combined.policyNames, route, problems);
    if (combined.access === 'public') return 'public';
    for (const rule of combined.demands.rules) {
      for (const warning of rule.warnings) problems.warn(route, warning);
    }
    const { options, report } = this.runtime;
    const demands = { ...combined.demands, namesPolicies: combined.policyNames !== undefined };
    return compilePlan(route, demands, policies, options.unmatchedRoutes, report);
  }

  private narrow(names: readonly string[] | undefined, route: string, problems: Problems): readonly Policy[] {
    const { policies } = this.runtime;
    if (names === undefined) return policies;
    for (const name of names) {
      if (policies.some((policy) => policy.name === name)) continue;
      const known = policies.map((policy) => policy.name).join(', ');
      problems.add(
        route,
        `@UsePolicy() names the unknown policy ${JSON.stringify(name)}; known are ${known}.`,
      );
    }
    return policies.filter((policy) => names.includes(policy.name));
  }

  private tell(routes: readonly PlannedRoute[]): void {
    const open = routes.filter(({ plan }) => plan === 'public').length;
    this.logger.log(`${routes.length - open} handler(s) guarded, ${open} public.`);
    const patterns = new RoutePatterns(this.config, this.modules);
    const guarded = routes.flatMap(({ plan, controller, handler, module }) =>
      plan === 'public' ? [] : [{ plan, patterns: patterns.of(controller, handler, module) }],
    );
    for (const warning of startWarnings(guarded, this.runtime.policies)) this.logger.warn(printable(warning));
  }
}
