import type { Problems } from '../policy/index.js';
import { classTargets, handlerTargets, type ControllerClass } from './declared-targets.js';

function isClass(value: unknown): value is ControllerClass {
  return typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null;
}

/**
 * Nest asks the guard with the class that `constructor` names: where that is another, the wrong class would be judged.
 */
export function judgeController(controller: ControllerClass, problems: Problems): void {
  const named: unknown = (controller.prototype as { constructor?: unknown }).constructor;
  if (named === controller) return;
  problems.add(
    controller.name,
    'has the constructor of another class on its prototype (a mixin?): its demands would be lost.',
  );
}

/** Declarations on what this guard does not judge would be ignored: gateways, resolvers, services. */
export function judgeProvider(
  provider: unknown,
  methodNames: (prototype: object) => readonly string[],
  problems: Problems,
): void {
  if (!isClass(provider)) return;
  const methods = methodNames(provider.prototype as object);
  const targets = [...classTargets(provider), ...methods.flatMap((name) => handlerTargets(provider, name))];
  const declared = targets.find(({ declarations }) => declarations.length > 0);
  if (declared === undefined) return;
  problems.add(
    declared.name,
    'has a decorator of this module, but is no controller: the guard judges HTTP handlers only.',
  );
}
