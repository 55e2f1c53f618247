import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { printable, singleLine } from '../errors/index.js';
import { findingsOf, type RouteFinding } from '../inspection/index.js';
import { compilePlan, type Policy } from '../policy/index.js';
import { Problems } from '../options/index.js';
import { HandlerMap, type JwtPolicyTransport } from '../transports/index.js';
import { combineDeclarations, type DeclaredTarget } from './combine-declarations.js';
import {
  classTargets,
  handlerTargets,
  type ControllerClass,
  type PrototypeHolder,
} from './declared-targets.js';
import { Handlers } from './handlers.js';
import { reportOtherConstructor, reportReplacedFunction } from './lost-declarations.js';
import { JWT_POLICY_TRANSPORTS } from './injection-tokens.js';
import { decidedHandlers, isMessageHandler } from './reach/decided-handlers.js';
import { connectionFunctions } from './reach/connection-members.js';
import type { FoundHandler } from './reach/find-handlers.js';
import { Reach } from './reach/reach.js';
import { isRoute } from './route-patterns.js';
import { JwtPolicyRuntime } from './runtime.js';
import { HandlerDescriptions, type RoutePlan } from './table/handler-descriptions.js';

/**
 * The plans of all handlers that this guard decides, compiled when the application starts. Keyed by class and handler:
 * two classes that inherit a method share its function. Any problem with a decorator stops the start, reported with all
 * others.
 */
@Injectable()
export class Plans implements OnModuleInit {
  private readonly logger = new Logger('JwtPolicy');
  private plans: HandlerMap<RoutePlan> | undefined;

  constructor(
    @Inject(JwtPolicyRuntime) private readonly runtime: JwtPolicyRuntime,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(Reach) private readonly reach: Reach,
    @Inject(Handlers) private readonly handlers: Handlers,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(HandlerDescriptions) private readonly descriptions: HandlerDescriptions,
    @Inject(JWT_POLICY_TRANSPORTS) private readonly transports: readonly JwtPolicyTransport[],
  ) {}

  /** Whether the plans exist: gateways with a port of their own and microservices may listen before. */
  get areReady(): boolean {
    return this.plans !== undefined;
  }

  /**
   * Finds a plan by class and function, or by the metadata that a wrapper carries. Undefined for a handler that did not
   * exist at start.
   */
  find(controller: object, handler: object): RoutePlan | undefined {
    return this.plans?.get(controller, handler) ?? this.findMarked(controller, handler);
  }

  /** Keeps its result, so that metadata copied onto the wrapper after its first call changes nothing. */
  private findMarked(controller: object, handler: object): RoutePlan | undefined {
    const original = this.handlers.markedBy(controller, handler);
    const plan = original && this.plans?.get(controller, original);
    if (plan !== undefined) this.plans?.set(controller, handler, plan);
    return plan;
  }

  onModuleInit(): void {
    // With `deferInitialization` of a hybrid application Nest calls it twice.
    if (this.areReady) return;
    const problems = new Problems();
    this.handlers.report(problems);
    const plans = new HandlerMap<RoutePlan>();
    const routed = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      return this.planController(metatype as ControllerClass, plans, problems);
    });
    const planned = [...routed, ...this.planProviders(plans, problems)];
    this.reach.report(problems);
    this.reach.audit(problems);
    problems.throwIfAny();
    const findings = this.findingsOf(plans);
    this.reportFindings(findings, problems);
    problems.throwIfAny();
    this.plans = plans;
    for (const warning of problems.warnings) this.logger.warn(printable(warning));
    this.logStart(planned, findings);
  }

  private planController(
    controller: ControllerClass,
    plans: HandlerMap<RoutePlan>,
    problems: Problems,
  ): RoutePlan[] {
    reportOtherConstructor(controller, problems);
    return this.handlers.of(controller).flatMap((handler) => {
      const targets = handlerTargets(controller, handler.name);
      reportReplacedFunction(`${controller.name}.${handler.name}`, targets, handler.functions, problems);
      const plan = this.planHandler(controller, handler.name, targets, problems);
      for (const one of handler.functions) plans.set(controller, one, plan);
      const isCalled = handler.functions.some(
        (one) => isRoute(one) || isMessageHandler(one, this.transports),
      );
      return isCalled ? [plan] : [];
    });
  }

  /** Gateways and resolvers: Nest finds their handlers in providers. */
  private planProviders(plans: HandlerMap<RoutePlan>, problems: Problems): RoutePlan[] {
    return decidedHandlers(this.modules, this.scanner, this.transports).flatMap((found) => {
      const { appClass, method, targets } = found;
      if (appClass.role === 'controller') return [];
      const plan = this.planHandler(appClass, method, targets, problems);
      for (const owner of appClass.constructors) {
        const { called, all } = this.providedFunctions(owner, found);
        reportReplacedFunction(`${appClass.name}.${method}`, targets, all, problems);
        for (const one of called) plans.set(owner, one, plan);
      }
      return [plan];
    });
  }

  /** The functions that calls of a provider's handler name, and all that the handler has had. */
  private providedFunctions(
    owner: object,
    { kind, appClass, method, handler }: FoundHandler,
  ): Readonly<Record<'called' | 'all', readonly object[]>> {
    // The functions of the class itself are looked at only: no call names them.
    if (kind === 'gateway-connection') return { called: [handler], all: connectionFunctions(appClass) };
    const functions = this.handlers.of(owner).find(({ name }) => name === method)?.functions ?? [];
    return { called: functions, all: functions };
  }

  private planHandler(
    controller: PrototypeHolder & { readonly name: string },
    name: string,
    targets: readonly DeclaredTarget[],
    problems: Problems,
  ): RoutePlan {
    const report = (target: string, message: string): void => problems.add(target, message);
    const combined = combineDeclarations(classTargets(controller), targets, report);
    const route = `${controller.name}.${name}`;
    const policies = this.narrow(combined.policyNames, route, problems);
    if (combined.access === 'public') return 'public';
    for (const rule of combined.demands.rules) {
      for (const warning of rule.warnings) problems.warn(route, warning);
    }
    const { options } = this.runtime;
    const demands = { ...combined.demands, namesPolicies: combined.policyNames !== undefined };
    return compilePlan(route, demands, policies, options.unmatchedRoutes, this.runtime.report);
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

  /** What an operator should know of policies and routes before the first call; none where nobody wants to know. */
  private findingsOf(plans: HandlerMap<RoutePlan>): readonly RouteFinding[] {
    const { options, policies } = this.runtime;
    if (options.routeFindings === 'off') return [];
    const handlers = this.descriptions.list((owner, handler) => plans.get(owner, handler));
    return findingsOf(handlers, policies).filter(({ severity }) => severity !== 'info');
  }

  private reportFindings(findings: readonly RouteFinding[], problems: Problems): void {
    if (this.runtime.options.routeFindings !== 'error') return;
    for (const { place, code, message } of findings) problems.add(place, `${code}: ${message}`);
  }

  private logStart(planned: readonly RoutePlan[], findings: readonly RouteFinding[]): void {
    const open = planned.filter((plan) => plan === 'public').length;
    this.logger.log(`${planned.length - open} handler(s) guarded, ${open} public.`);
    for (const line of this.reach.summary()) this.logger.log(singleLine(line));
    for (const { message } of findings) this.logger.warn(printable(message));
  }
}
