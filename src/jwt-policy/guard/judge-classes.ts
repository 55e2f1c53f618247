import type { Problems } from '../options/index.js';
import type { ControllerClass } from './declared-targets.js';

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
