import type { Problems } from '../options/index.js';
import type { ControllerHandler } from './controller-handlers.js';
import { functionDeclarations } from './declarations.js';
import { handlerTargets, type PrototypeHolder } from './declared-targets.js';

/**
 * A function that carries declarations which its method lacks shows that the method's function was replaced by one
 * without them, or that it is the function of another method.
 */
export function judgeFunctions(
  controller: PrototypeHolder & { readonly name: string },
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
