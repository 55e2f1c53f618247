import type { Problems } from '../options/index.js';
import type { DeclaredTarget } from './combine-declarations.js';
import { functionDeclarations } from './declarations.js';
import type { ControllerClass } from './declared-targets.js';

/**
 * Nest passes the class that `constructor` names to the guard. If that is another class, the guard would find the wrong
 * plan.
 */
export function reportOtherConstructor(controller: ControllerClass, problems: Problems): void {
  const named: unknown = (controller.prototype as { constructor?: unknown }).constructor;
  if (named === controller) return;
  problems.add(
    controller.name,
    'has the constructor of another class on its prototype (a mixin?): its demands would be lost.',
  );
}

/**
 * A function may carry declarations that its method lacks. Then the method's function was replaced by one without them,
 * or the function belongs to another method.
 */
export function reportReplacedFunction(
  place: string,
  targets: readonly DeclaredTarget[],
  functions: readonly object[],
  problems: Problems,
): void {
  const kept = new Set(targets.flatMap(({ declarations }) => declarations));
  if (functions.flatMap(functionDeclarations).every((declaration) => kept.has(declaration))) return;
  problems.addOnce(
    place,
    'had a function with other decorators while the application started, so a demand could be lost. A function that replaces it needs all metadata of the original (Reflect.getMetadataKeys), and no other.',
  );
}
