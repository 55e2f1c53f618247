import type { DeclaredTarget } from '../combine-declarations.js';
import { methodDeclarations } from '../declarations.js';
import { classOf, prototypesBaseFirst } from '../declared-targets.js';
import { memberOf } from '../members.js';
import { ownMember } from '../watched-members.js';
import type { AppClass } from './app-class.js';

const NAME = 'handleConnection';

/** Whether the constructor gave the instance a function of its own, or something else of this name. */
function isAssigned({ instance }: AppClass): boolean {
  return instance !== undefined && ownMember(instance, NAME) !== undefined;
}

/** Whether the class has a `handleConnection` of any kind. Clients connect to a gateway without one too. */
export function hasConnectionMember(appClass: AppClass): boolean {
  return isAssigned(appClass) || memberOf(appClass.prototype, NAME) !== undefined;
}

/**
 * What decorators say about connections to a gateway, base first. Nest calls what the instance has under this name, so
 * decorators count on an accessor and on a property too. A member that only the instance has, or none at all, belongs to the
 * class itself: what a base class opens stays closed for it.
 */
export function connectionTargets(appClass: AppClass): readonly DeclaredTarget[] {
  const chain = prototypesBaseFirst(appClass);
  const isOfClass = isAssigned(appClass) || !hasConnectionMember(appClass);
  return chain.flatMap((prototype, depth) => {
    const declarations = methodDeclarations(prototype, NAME);
    const isLast = depth === chain.length - 1;
    if (!Object.hasOwn(prototype, NAME) && declarations.length === 0 && !(isLast && isOfClass)) return [];
    return [{ name: `${classOf(prototype)?.name ?? appClass.name}.${NAME}`, depth, declarations }];
  });
}

/** The functions that Nest may call when a client connects. No accessor is run to find them. */
export function connectionFunctions({ prototype, instance }: AppClass): readonly object[] {
  const members = [memberOf(prototype, NAME), instance && ownMember(instance, NAME)];
  return members.map((member): unknown => member?.value).filter((value) => typeof value === 'function');
}
