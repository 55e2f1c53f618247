import type { DeclaredAt, HandlerDeclarations, TableDemand } from '../../inspection/index.js';
import { combineDeclarations, type DeclaredTarget } from '../combine-declarations.js';
import type { Declaration } from '../declarations.js';
import { classTargets, type PrototypeHolder } from '../declared-targets.js';

type Place = DeclaredAt['place'];

/** A demand in words; undefined for declarations that demand nothing of a token. */
function wordsOf(declaration: Declaration): string | undefined {
  if (declaration.kind === 'all-scopes')
    return `${declaration.scopes.length > 1 ? 'scopes' : 'scope'} ${declaration.scopes.join(', ')}`;
  if (declaration.kind === 'any-scope') return `one of the scopes ${declaration.scopes.join(', ')}`;
  return declaration.kind === 'rule' ? declaration.rule.describe : undefined;
}

function demandsOf({ name, declarations }: DeclaredTarget, place: Place): readonly TableDemand[] {
  return declarations.flatMap((declaration) => {
    const words = wordsOf(declaration);
    return words === undefined ? [] : [{ words, declared: { place, name } }];
  });
}

/** The targets of a chain, base first, with the words for the last of them and for those before it. */
function placed(
  targets: readonly DeclaredTarget[],
  last: Place,
  before: Place,
): readonly (readonly [target: DeclaredTarget, place: Place])[] {
  return targets.map((target, index) => [target, index === targets.length - 1 ? last : before]);
}

/**
 * What decorators say about a handler, each with the place where it stands: what the plan of the handler was compiled
 * from. The start has reported its mistakes.
 * @param handlers the method and the methods that it overrides, base first
 */
export function declaredDemands(
  owner: PrototypeHolder,
  handlers: readonly DeclaredTarget[],
): HandlerDeclarations {
  const classes = classTargets(owner);
  const combined = combineDeclarations(classes, handlers, () => {});
  const targets = [
    ...placed(classes, 'class', 'base class'),
    ...placed(handlers, 'method', 'overridden method'),
  ];
  const opener = targets.find(([target]) => target === combined.opener);
  const isGuarded = combined.access === 'guarded';
  return {
    opened: opener && { place: opener[1], name: opener[0].name },
    scopes: isGuarded ? combined.demands.scopes : { all: [], any: [] },
    rules: isGuarded ? combined.demands.rules : [],
    demands: isGuarded ? targets.flatMap(([target, place]) => demandsOf(target, place)) : [],
  };
}
