import type { Problems } from '../policy/index.js';
import type { ControllerHandler } from './controller-handlers.js';
import { functionDeclarations } from './declarations.js';
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

/** A function that stands for a method and says something else than the method does is not that method's, or lost what it said. */
export function judgeFunctions(
  controller: ControllerClass,
  { name, functions }: ControllerHandler,
  problems: Problems,
): void {
  const kept = new Set(handlerTargets(controller, name).flatMap(({ declarations }) => declarations));
  if (functions.flatMap(functionDeclarations).every((declaration) => kept.has(declaration))) return;
  problems.add(
    `${controller.name}.${name}`,
    'had a function with other decorators while the application started, so a demand could be lost. A function that is put in its place needs all metadata of the original (Reflect.getMetadataKeys), and no other.',
  );
}
