import type { MetadataScanner } from '@nestjs/core';
import type { Problems } from '../../options/index.js';
import type { DeclaredTarget } from '../combine-declarations.js';
import type { Declaration } from '../declarations.js';
import { classTargets, handlerTargets } from '../declared-targets.js';
import { memberOf } from '../members.js';
import { isRoute } from '../route-patterns.js';
import type { AppClass } from './app-class.js';
import { declaredConstructorPlaces, declaredMemberPlaces, type DeclaredPlace } from './declared-places.js';
import { needsAcknowledgement, type FoundHandler } from './find-handlers.js';
import { HANDLER_KINDS } from './handler-kinds.js';
import { placeOf } from './unguarded-handlers.js';

const NO_CONTROLLER =
  'has a decorator of this module, but is no controller and has no handler that a transport decides. Remove it.';
const NO_TRANSPORT =
  'has a decorator of this module, but no transport decides the calls of its handlers. Add the transport, or remove the decorator.';
const NO_ROUTE =
  'has a decorator of this module, but no route: nothing enforces it. Put it on the method that has the route; where a decorator such as @TsRestHandler() makes the routes, put it below that one.';
const NO_ROUTES =
  'has a decorator of this module, and handlers whose calls JwtPolicyGuard does not decide. Add the transport that decides them, move these handlers to a class of their own, or remove the decorator.';
const HIDDEN =
  'has a decorator of this module on the wrapper that another class decorator made. The prototype of the wrapper does not lead to it, so nothing would enforce it. Put it below that decorator.';
const DECIDED =
  'has @GuardedElsewhere(), but JwtPolicyGuard decides its calls. Remove it. On the class it covers the handlers whose calls JwtPolicyGuard does not decide; @Public() opens a handler.';
const NOTHING_TO_COVER =
  'has @GuardedElsewhere(), but there is no handler that needs it: JwtPolicyGuard decides HTTP routes, and all kinds of handlers that have a transport. Remove it.';

/** A method with what it and those that it overrides say, base first. */
interface DecidedMethod {
  readonly name: string;
  readonly targets: readonly DeclaredTarget[];
}

function isDemanding({ kind }: Declaration): boolean {
  return kind !== 'guarded-elsewhere';
}

/** Reports declarations that nothing enforces, because their author expects them to protect the handler. */
export class UnenforcedDeclarations {
  private readonly enforced: ReadonlySet<Declaration>;
  private readonly controllers: ReadonlySet<object>;
  /** An application has many methods, and each look at metadata takes about a microsecond. */
  private readonly methods = new Map<AppClass, readonly DecidedMethod[]>();

  constructor(
    private readonly classes: readonly AppClass[],
    /** Handlers that no transport decides. */
    private readonly handlers: readonly FoundHandler[],
    /** Handlers that a transport decides. Decorators hold for them as for routes. */
    private readonly decided: readonly FoundHandler[],
    private readonly scanner: MetadataScanner,
  ) {
    const controllers = classes.filter(({ role }) => role === 'controller');
    this.controllers = new Set(controllers.map(({ prototype }) => prototype));
    const held = classes.flatMap((appClass) => this.held(appClass)).filter(isDemanding);
    this.enforced = new Set([...held, ...handlers.flatMap(({ acknowledgements }) => acknowledgements)]);
  }

  report(problems: Problems): void {
    for (const appClass of this.classes) {
      // A class that is both a controller and a provider is treated as a controller.
      if (appClass.role === 'provider' && this.controllers.has(appClass.prototype)) continue;
      this.reportClass(appClass, problems);
      this.reportMembers(appClass, problems);
      this.reportConstructors(appClass, problems);
    }
    for (const handler of this.handlers) this.reportHandler(handler, problems);
  }

  /** The methods whose calls this guard decides. They are looked for once. */
  private decidedMethods(appClass: AppClass): readonly DecidedMethod[] {
    const known = this.methods.get(appClass);
    if (known !== undefined) return known;
    const routes = this.scanner
      .getAllMethodNames(appClass.prototype)
      .filter((name) => this.isRouted(appClass, name))
      .map((name) => ({ name, targets: handlerTargets(appClass, name) }));
    const others = this.decided
      .filter((handler) => handler.appClass === appClass)
      .map(({ method, targets }) => ({ name: method, targets }));
    const found = [...routes, ...others];
    this.methods.set(appClass, found);
    return found;
  }

  private isRouted({ role, prototype }: AppClass, member: string): boolean {
    if (role !== 'controller') return false;
    const method: unknown = memberOf(prototype, member)?.value;
    return typeof method === 'function' && isRoute(method);
  }

  private isHandler(appClass: AppClass, member: string | symbol | undefined): boolean {
    return this.handlers.some((handler) => handler.appClass === appClass && handler.method === member);
  }

  /** Every declaration that a plan holds. */
  private held(appClass: AppClass): readonly Declaration[] {
    const methods = this.decidedMethods(appClass);
    const classes = methods.length === 0 ? [] : classTargets(appClass);
    const targets = [...classes, ...methods.flatMap((method) => method.targets)];
    return targets.flatMap(({ declarations }) => declarations);
  }

  private unenforced({ declarations }: Pick<DeclaredPlace, 'declarations'>): Declaration | undefined {
    return declarations.find((declaration) => !this.enforced.has(declaration));
  }

  private reportClass(appClass: AppClass, problems: Problems): void {
    const handlers = this.handlers.filter((handler) => handler.appClass === appClass);
    // Connections to a gateway without handleConnection are reported by themselves: nothing in the class handles them.
    const isOpen = handlers.some((handler) => needsAcknowledgement(handler) && !handler.isImplied);
    const hasNone = appClass.role === 'provider' && this.decidedMethods(appClass).length === 0;
    const noHandler = handlers.length === 0 ? NO_CONTROLLER : NO_TRANSPORT;
    for (const target of classTargets(appClass)) {
      const lost = this.unenforced(target) ?? (isOpen ? target.declarations.find(isDemanding) : undefined);
      // A controller without handlers has no call that the declaration could protect.
      const isEmpty = appClass.role === 'controller' && handlers.length === 0;
      if (lost === undefined || (isEmpty && isDemanding(lost))) continue;
      problems.addOnce(target.name, this.reason(lost, hasNone ? noHandler : NO_ROUTES));
    }
  }

  private reportMembers(appClass: AppClass, problems: Problems): void {
    const decided = this.decidedMethods(appClass);
    for (const place of declaredMemberPlaces(appClass)) {
      const lost = this.unenforced(place);
      if (lost === undefined || (isDemanding(lost) && this.isHandler(appClass, place.member))) continue;
      const isDecided = decided.some(({ name }) => name === place.member);
      const message = appClass.role === 'provider' ? NO_CONTROLLER : NO_ROUTE;
      problems.addOnce(place.name, isDecided && !isDemanding(lost) ? DECIDED : this.reason(lost, message));
    }
    for (const { targets } of decided) {
      const running = targets.at(-1);
      if (running?.declarations.every(isDemanding) === false) problems.addOnce(running.name, DECIDED);
    }
  }

  private reportConstructors(appClass: AppClass, problems: Problems): void {
    const seen = new Set(classTargets(appClass).flatMap(({ declarations }) => declarations));
    for (const { name, declarations } of declaredConstructorPlaces(appClass)) {
      if (!declarations.every((declaration) => seen.has(declaration))) problems.addOnce(name, HIDDEN);
    }
  }

  /** Reports a handler whose decorators hold for nothing. If it is a route as well, they hold for the route only. */
  private reportHandler(handler: FoundHandler, problems: Problems): void {
    const lost = handler.targets.flatMap(({ declarations }) => declarations).find(isDemanding);
    if (lost === undefined) return;
    const { called } = HANDLER_KINDS[handler.kind];
    const otherwise = `is ${called} with a decorator of this module, but JwtPolicyGuard does not decide its calls. Remove it, or add the transport that decides them.`;
    problems.addOnce(placeOf(handler), this.reason(lost, otherwise));
  }

  private reason(lost: Declaration, otherwise: string): string {
    if (lost.kind === 'mistake') return lost.message;
    return isDemanding(lost) ? otherwise : NOTHING_TO_COVER;
  }
}
