import type { ClaimDemand } from '../claims/index.js';
import type { Demands, TokenNeed } from '../policy/index.js';
import type { Declaration } from './declarations.js';

/** What one class or one method says. */
export interface DeclaredTarget {
  /** `OrdersController` or `OrdersController.list`, for messages. */
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/** What decorators say about a route: public, or demands and the policies it is narrowed to. */
export type CombinedDeclarations =
  | { readonly access: 'public' }
  | {
      readonly access: 'guarded';
      readonly demands: Demands;
      readonly policyNames: readonly string[] | undefined;
    };

type Access = 'public' | TokenNeed;

/** Tells a problem with one target. */
export type TellProblem = (target: string, message: string) => void;

function isDemand({ kind }: Declaration): boolean {
  return kind === 'all-scopes' || kind === 'any-scope' || kind === 'rule';
}

function markerOf({ name, declarations }: DeclaredTarget, tell: TellProblem): Access | undefined {
  const isPublic = declarations.some(({ kind }) => kind === 'public');
  const optional = declarations.find((declaration) => declaration.kind === 'optional-token');
  if (isPublic && optional) tell(name, '@Public() and @OptionalToken() contradict each other: choose one.');
  if (isPublic && declarations.some(isDemand))
    tell(name, '@Public() beside a demand on the same target: choose one.');
  if (isPublic) return 'public';
  if (optional === undefined) return undefined;
  return optional.onInvalid === 'anonymous' ? 'optional-any' : 'optional';
}

/**
 * How a chain of targets (base first) wants to be reached; undefined where it says nothing about it. A subclass cannot
 * open what its base guards; it can guard what its base has open.
 */
function accessOf(chain: readonly DeclaredTarget[], tell: TellProblem): Access | undefined {
  let access: Access | undefined;
  let demandedBy: string | undefined;
  for (const target of chain) {
    const marker = markerOf(target, tell);
    const demands = target.declarations.some(isDemand);
    if (marker !== undefined && demandedBy !== undefined) {
      tell(target.name, `opens what ${demandedBy} demands: a subclass cannot lose its base's demand.`);
    }
    if (marker !== undefined) access = marker;
    else if (demands && (access === 'public' || access === undefined)) access = 'required';
    if (demands) demandedBy = target.name;
  }
  return access;
}

/** The nearest `@UsePolicy`: the handler's before the class's, the subclass's before the base's. */
function policyNamesOf(
  nearestFirst: readonly DeclaredTarget[],
  tell: TellProblem,
): readonly string[] | undefined {
  for (const { name, declarations } of nearestFirst) {
    const [first, ...others] = declarations.filter((declaration) => declaration.kind === 'policies');
    if (others.length > 0) tell(name, '@UsePolicy() stands here twice: name all policies in one.');
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
  tell: TellProblem,
): CombinedDeclarations {
  const targets = [...classes, ...handlers];
  for (const { name, declarations } of targets) {
    for (const declaration of declarations)
      if (declaration.kind === 'mistake') tell(name, declaration.message);
  }
  const ofClass = accessOf(classes, tell);
  const ofHandler = accessOf(handlers, tell);
  // A handler that merely demands keeps the optional token of its class; it only closes a public one.
  const access =
    ofHandler === undefined || (ofHandler === 'required' && ofClass !== 'public') ? ofClass : ofHandler;
  const policyNames = policyNamesOf(targets.toReversed(), tell);
  if (access === 'public') return { access };
  const declarations = targets.flatMap((target) => target.declarations);
  return { access: 'guarded', demands: demandsOf(declarations, access ?? 'required'), policyNames };
}
