import type { MetadataScanner } from '@nestjs/core';
import type { Problems } from '../../options/index.js';
import type { Declaration } from '../declarations.js';
import { classTargets, handlerTargets } from '../declared-targets.js';
import { memberOf } from '../members.js';
import { isRoute } from '../route-patterns.js';
import type { AppClass } from './app-class.js';
import { declaredConstructorPlaces, declaredMemberPlaces, type DeclaredPlace } from './declared-places.js';
import { needsAcknowledgement, type FoundHandler } from './find-handlers.js';
import { HANDLER_KINDS } from './handler-kinds.js';
import { placeOf } from './judge-handlers.js';

const NO_CONTROLLER =
  'has a decorator of this module, but is no controller: the guard judges HTTP handlers only. Remove it.';
const NO_ROUTE =
  'has a decorator of this module, but no route: nothing enforces it. Put it on the method that has the route; where a decorator such as @TsRestHandler() makes the routes, put it below that one.';
const NO_ROUTES =
  'has a decorator of this module, and message handlers that it does not hold for: the guard judges HTTP handlers only. Remove it, or move the message handlers to a class of their own.';
const HIDDEN =
  'has a decorator of this module on the wrapper that another class decorator made: its prototype leads past it, so nothing would enforce it. Put it below that decorator.';
const ROUTE =
  'has @GuardedElsewhere(), but is an HTTP route, which JwtPolicyGuard judges. Remove it. On the class it covers the handlers that are no HTTP routes; @Public() opens a route.';
const NOTHING_TO_COVER =
  'has @GuardedElsewhere(), but there is no handler that needs it: HTTP routes are judged by JwtPolicyGuard. Remove it.';

function isDemanding({ kind }: Declaration): boolean {
  return kind !== 'guarded-elsewhere';
}

/** Tells declarations that nothing enforces: whoever wrote them believes that they hold. */
export class DeclarationJudge {
  private readonly enforced: ReadonlySet<Declaration>;
  private readonly controllers: ReadonlySet<object>;

  constructor(
    private readonly classes: readonly AppClass[],
    private readonly handlers: readonly FoundHandler[],
    private readonly scanner: MetadataScanner,
  ) {
    const controllers = classes.filter(({ role }) => role === 'controller');
    this.controllers = new Set(controllers.map(({ prototype }) => prototype));
    const held = controllers.flatMap((controller) => this.held(controller)).filter(isDemanding);
    this.enforced = new Set([...held, ...handlers.flatMap(({ acknowledgements }) => acknowledgements)]);
  }

  judge(problems: Problems): void {
    for (const appClass of this.classes) {
      // A controller that is also provided is judged as a controller.
      if (appClass.role === 'provider' && this.controllers.has(appClass.prototype)) continue;
      this.judgeClass(appClass, problems);
      this.judgeMembers(appClass, problems);
      this.judgeConstructors(appClass, problems);
    }
    for (const handler of this.handlers) this.judgeHandler(handler, problems);
  }

  private routesOf(controller: AppClass): readonly string[] {
    return this.scanner
      .getAllMethodNames(controller.prototype)
      .filter((name) => this.isRouted(controller, name));
  }

  private isRouted({ role, prototype }: AppClass, member: string | symbol | undefined): boolean {
    // Nest looks at no member that a symbol names.
    if (role !== 'controller' || typeof member !== 'string') return false;
    const method: unknown = memberOf(prototype, member)?.value;
    return typeof method === 'function' && isRoute(method);
  }

  private isHandler(appClass: AppClass, member: string | symbol | undefined): boolean {
    return this.handlers.some((handler) => handler.appClass === appClass && handler.method === member);
  }

  /** Every declaration that the plan of a route holds. */
  private held(controller: AppClass): readonly Declaration[] {
    const routes = this.routesOf(controller);
    const classes = routes.length === 0 ? [] : classTargets(controller);
    const targets = [...classes, ...routes.flatMap((name) => handlerTargets(controller, name))];
    return targets.flatMap(({ declarations }) => declarations);
  }

  private unenforced({ declarations }: Pick<DeclaredPlace, 'declarations'>): Declaration | undefined {
    return declarations.find((declaration) => !this.enforced.has(declaration));
  }

  private judgeClass(appClass: AppClass, problems: Problems): void {
    const handlers = this.handlers.filter((handler) => handler.appClass === appClass);
    const isOpen = handlers.some(needsAcknowledgement);
    for (const target of classTargets(appClass)) {
      const lost = this.unenforced(target) ?? (isOpen ? target.declarations.find(isDemanding) : undefined);
      // A controller without any handler has nothing that the declaration could be missed at.
      const isEmpty = appClass.role === 'controller' && handlers.length === 0;
      if (lost === undefined || (isEmpty && isDemanding(lost))) continue;
      problems.addOnce(
        target.name,
        this.reason(lost, appClass.role === 'provider' ? NO_CONTROLLER : NO_ROUTES),
      );
    }
  }

  private judgeMembers(appClass: AppClass, problems: Problems): void {
    for (const place of declaredMemberPlaces(appClass)) {
      const lost = this.unenforced(place);
      if (lost === undefined || (isDemanding(lost) && this.isHandler(appClass, place.member))) continue;
      const isRouted = this.isRouted(appClass, place.member);
      const message = appClass.role === 'provider' ? NO_CONTROLLER : NO_ROUTE;
      problems.addOnce(place.name, isRouted && !isDemanding(lost) ? ROUTE : this.reason(lost, message));
    }
    for (const name of this.routesOf(appClass)) {
      const running = handlerTargets(appClass, name).at(-1);
      if (running?.declarations.every(isDemanding) === false) problems.addOnce(running.name, ROUTE);
    }
  }

  private judgeConstructors(appClass: AppClass, problems: Problems): void {
    const seen = new Set(classTargets(appClass).flatMap(({ declarations }) => declarations));
    for (const { name, declarations } of declaredConstructorPlaces(appClass)) {
      if (!declarations.every((declaration) => seen.has(declaration))) problems.addOnce(name, HIDDEN);
    }
  }

  /** A handler that is a route as well keeps its demands there, and only there. */
  private judgeHandler(handler: FoundHandler, problems: Problems): void {
    const targets = handlerTargets(handler.appClass, handler.method);
    const lost = targets.flatMap(({ declarations }) => declarations).find(isDemanding);
    if (lost === undefined) return;
    const { called } = HANDLER_KINDS[handler.kind];
    const otherwise = `is ${called} with a decorator of this module: the guard judges HTTP handlers only. Remove it.`;
    problems.addOnce(placeOf(handler), this.reason(lost, otherwise));
  }

  private reason(lost: Declaration, otherwise: string): string {
    if (lost.kind === 'mistake') return lost.message;
    return isDemanding(lost) ? otherwise : NOTHING_TO_COVER;
  }
}
