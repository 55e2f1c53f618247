import type { ClaimDemand } from '../claims/index.js';
import type { Demands, TokenNeed } from '../policy/index.js';
import type { Declaration } from './declarations.js';

/** What one class or one method says. */
export interface DeclaredTarget {
  /** `OrdersController` or `OrdersController.list`, for messages. */
  readonly name: string;
  /** How many bases its class has: a greater depth is a subclass. */
  readonly depth: number;
  readonly declarations: readonly Declaration[];
}

interface CommonDeclarations {
  readonly policyNames: readonly string[] | undefined;
  /** The target whose word on access counts. Undefined where none has one: a token is required. */
  readonly opener: DeclaredTarget | undefined;
}

/** What decorators say about a route: public, or demands and the policies it is narrowed to. */
export type CombinedDeclarations =
  | (CommonDeclarations & { readonly access: 'public' })
  | (CommonDeclarations & { readonly access: 'guarded'; readonly demands: Demands });

type Access = 'public' | TokenNeed;

/** Reports a problem with one target. */
export type ReportProblem = (target: string, message: string) => void;

function isDemand({ kind }: Declaration): boolean {
  return kind === 'all-scopes' || kind === 'any-scope' || kind === 'rule';
}

function demands({ declarations }: DeclaredTarget): boolean {
  return declarations.some(isDemand);
}

function markerOf({ name, declarations }: DeclaredTarget, report: ReportProblem): Access | undefined {
  const isPublic = declarations.some(({ kind }) => kind === 'public');
  const optional = declarations.find((declaration) => declaration.kind === 'optional-token');
  if (isPublic && optional) report(name, '@Public() and @OptionalToken() contradict each other: choose one.');
  if (isPublic && declarations.some(isDemand))
    report(name, '@Public() beside a demand on the same target: choose one.');
  if (isPublic && declarations.some(({ kind }) => kind === 'policies'))
    report(name, '@Public() beside @UsePolicy(): no policy decides a public route.');
  if (isPublic) return 'public';
  if (optional === undefined) return undefined;
  return optional.onInvalid === 'anonymous' ? 'optional-any' : 'optional';
}

/** A word on access, and who says it. */
interface Marker {
  readonly access: Access;
  readonly target: DeclaredTarget;
}

/** The last word of the classes (base first) on access. A subclass that demands something closes what its base opens. */
function classMarker(classes: readonly DeclaredTarget[], report: ReportProblem): Marker | undefined {
  let last: Marker | undefined;
  for (const target of classes) {
    const access = markerOf(target, report);
    if (access !== undefined) last = { access, target };
    else if (demands(target)) last = undefined;
  }
  return last;
}

/** The word of the method that runs. What the methods that it overrides opened, it has to open itself. */
function handlerMarker(handlers: readonly DeclaredTarget[], report: ReportProblem): Marker | undefined {
  const markers = handlers.map((target) => ({ access: markerOf(target, report), target }));
  const last = markers.at(-1);
  return last?.access === undefined ? undefined : { access: last.access, target: last.target };
}

/** Whoever opens a route must not open what a base class demands: not on the class, not on the method. */
function reportOpening({ target }: Marker, targets: readonly DeclaredTarget[], report: ReportProblem): void {
  const demanding = targets.find((other) => other.depth < target.depth && demands(other));
  if (demanding === undefined) return;
  report(target.name, `opens what ${demanding.name} demands: a subclass cannot lose its base's demand.`);
}

/**
 * How a route is reached; undefined: a token is required. A handler's word goes before its class's. A class opens its own and its inherited handlers
 * that demand nothing; those that a subclass adds or overrides are closed until they say otherwise.
 */
function accessOf(
  classes: readonly DeclaredTarget[],
  handlers: readonly DeclaredTarget[],
  report: ReportProblem,
): Marker | undefined {
  const ofClass = classMarker(classes, report);
  const ofHandler = handlerMarker(handlers, report);
  if (ofHandler !== undefined) {
    reportOpening(ofHandler, [...classes, ...handlers], report);
    return ofHandler;
  }
  const handlerDepth = handlers.at(-1)?.depth ?? 0;
  if (ofClass === undefined || ofClass.target.depth < handlerDepth || handlers.some(demands))
    return undefined;
  reportOpening(ofClass, classes, report);
  return ofClass;
}

/** The nearest `@UsePolicy`: the handler's before the class's, the subclass's before the base's. */
function policyNamesOf(
  nearestFirst: readonly DeclaredTarget[],
  report: ReportProblem,
): readonly string[] | undefined {
  for (const { name, declarations } of nearestFirst) {
    const [first, ...others] = declarations.filter((declaration) => declaration.kind === 'policies');
    if (others.length > 0) report(name, '@UsePolicy() stands here twice: name all policies in one.');
    if (first !== undefined) return first.names;
  }
  return undefined;
}

function demandsOf(declarations: readonly Declaration[], tokenNeed: TokenNeed): Demands {
  const all = new Set<string>();
  const any: (readonly string[])[] = [];
  const rules: ClaimDemand[] = [];
  for (const declaration of declarations) {
    if (declaration.kind === 'all-scopes') for (const scope of declaration.scopes) all.add(scope);
    else if (declaration.kind === 'any-scope') any.push(declaration.scopes);
    else if (declaration.kind === 'rule') rules.push(declaration.rule);
  }
  return { scopes: { all: [...all], any }, rules, tokenNeed };
}

/**
 * How the decorators of a class and of a handler combine. Both come as chains, base first. Demands add up over all of
 * them. A handler's word on access goes before the class's, and a demand on a handler of a public class wins.
 */
export function combineDeclarations(
  classes: readonly DeclaredTarget[],
  handlers: readonly DeclaredTarget[],
  report: ReportProblem,
): CombinedDeclarations {
  const targets = [...classes, ...handlers];
  for (const { name, declarations } of targets) {
    for (const declaration of declarations)
      if (declaration.kind === 'mistake') report(name, declaration.message);
  }
  const marker = accessOf(classes, handlers, report);
  const access = marker?.access ?? 'required';
  const common = { policyNames: policyNamesOf(targets.toReversed(), report), opener: marker?.target };
  if (access === 'public') return { access, ...common };
  const declarations = targets.flatMap((target) => target.declarations);
  return { access: 'guarded', demands: demandsOf(declarations, access), ...common };
}
