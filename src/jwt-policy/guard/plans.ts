import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig, DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { compilePlan, Problems, type Plan, type Policy } from '../policy/index.js';
import { combineDeclarations } from './combine-declarations.js';
import { classTargets, handlerTargets, type ControllerClass } from './declared-targets.js';
import { isRoute, RoutePatterns } from './route-patterns.js';
import { JwtPolicyRuntime } from './runtime.js';

/** The plan of a route, or `public`: nothing is judged there. */
export type RoutePlan = Plan | 'public';

interface PlannedRoute {
  readonly controller: ControllerClass;
  readonly handler: object;
  readonly module: object | undefined;
  readonly plan: RoutePlan;
}

/** What an operator should know of a route before the first call. */
function warningFor(
  { policies, openWhenUnmatched }: Plan,
  pattern: string,
  method: string,
): string | undefined {
  const matching = policies.filter(({ appliesTo }) => appliesTo === undefined || appliesTo(pattern, method));
  if (matching.length === 0) {
    const outcome = openWhenUnmatched ? 'calls pass without a token' : 'calls get 403 NO_POLICY_APPLIES';
    return `No policy applies to {route}: ${outcome}.`;
  }
  if (shareAnIssuer(matching)) return undefined;
  const names = matching.map(({ name }) => name).join(', ');
  return `No token can pass all policies of {route}: ${names} accept no issuer in common. @UsePolicy() or appliesTo narrows them.`;
}

/** Whether one token could satisfy all of these policies, as far as its issuer goes. */
function shareAnIssuer(policies: readonly Policy[]): boolean {
  const accepted = policies
    .map(({ issuers }) => issuers.map(({ options }) => options.issuer))
    .filter((issuers) => !issuers.includes(null));
  const [first = [], ...others] = accepted;
  return accepted.length === 0 || first.some((issuer) => others.every((issuers) => issuers.includes(issuer)));
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
  ) {}

  /** Undefined for what was not there at start. */
  find(controller: object, handler: object): RoutePlan | undefined {
    return this.byClass.get(controller)?.get(handler);
  }

  onModuleInit(): void {
    const problems = new Problems();
    const routes = this.discovery.getControllers().flatMap(({ metatype, host }) => {
      if (typeof metatype !== 'function') return [];
      return this.planController(metatype as ControllerClass, host?.metatype, problems);
    });
    problems.throwIfAny();
    this.tell(routes);
  }

  private planController(
    controller: ControllerClass,
    module: object | undefined,
    problems: Problems,
  ): PlannedRoute[] {
    const plans = new WeakMap<object, RoutePlan>();
    this.byClass.set(controller, plans);
    const prototype = controller.prototype as Record<string, unknown>;
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      if (typeof handler !== 'function') return [];
      const plan = this.planHandler(controller, name, problems);
      plans.set(handler, plan);
      return isRoute(handler) ? [{ controller, handler, module, plan }] : [];
    });
  }

  private planHandler(controller: ControllerClass, name: string, problems: Problems): RoutePlan {
    const combined = combineDeclarations(
      classTargets(controller),
      handlerTargets(controller, name),
      (target, message) => problems.add(target, message),
    );
    const route = `${controller.name}.${name}`;
    const policies = this.narrow(combined.policyNames, route, problems);
    if (combined.access === 'public') return 'public';
    const { options, report } = this.runtime;
    return compilePlan(route, combined.demands, policies, options.unmatchedRoutes, report);
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
    for (const { plan, controller, handler, module } of routes) {
      if (plan === 'public') continue;
      for (const { method, pattern } of patterns.of(controller, handler, module)) {
        const route = `${method} ${pattern} (${plan.route})`;
        const warning = warningFor(plan, pattern, method);
        if (warning !== undefined) this.logger.warn(warning.replace('{route}', route));
      }
    }
  }
}
