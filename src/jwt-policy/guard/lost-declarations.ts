import type { Problems } from '../options/index.js';
import type { ControllerHandler } from './controller-handlers.js';
import { functionDeclarations } from './declarations.js';
import { handlerTargets, type ControllerClass, type PrototypeHolder } from './declared-targets.js';

/** Nest asks the guard with the class that `constructor` names: where that is another, the wrong plan would be found. */
export function reportOtherConstructor(controller: ControllerClass, problems: Problems): void {
  const named: unknown = (controller.prototype as { constructor?: unknown }).constructor;
  if (named === controller) return;
  problems.add(
    controller.name,
    'has the constructor of another class on its prototype (a mixin?): its demands would be lost.',
  );
}

/**
 * A function that carries declarations which its method lacks shows that the method's function was replaced by one
 * without them, or that it is the function of another method.
 */
export function reportReplacedFunction(
  owner: PrototypeHolder & { readonly name: string },
  { name, functions }: ControllerHandler,
  problems: Problems,
): void {
  const kept = new Set(handlerTargets(owner, name).flatMap(({ declarations }) => declarations));
  if (functions.flatMap(functionDeclarations).every((declaration) => kept.has(declaration))) return;
  problems.add(
    `${owner.name}.${name}`,
    'had a function with other decorators while the application started, so a demand could be lost. A function that is put in its place needs all metadata of the original (Reflect.getMetadataKeys), and no other.',
  );
}
