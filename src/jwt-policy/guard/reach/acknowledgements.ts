import type { DeclaredTarget } from '../combine-declarations.js';
import { classTargets } from '../declared-targets.js';
import type { Acknowledgement } from '../declarations.js';
import type { AppClass } from './app-class.js';

/**
 * Every `@GuardedElsewhere()` that covers a handler: on the method that runs, on the class that has it, or on a
 * subclass. One on an overridden method, or on the base class of a new method, does not carry over to the method that
 * runs.
 * @param targets the method and the methods that it overrides, base first
 */
export function acknowledgements(
  appClass: AppClass,
  targets: readonly DeclaredTarget[],
): readonly Acknowledgement[] {
  const covering = classTargets(appClass).filter((one) => targets.every(({ depth }) => one.depth >= depth));
  return [...targets.slice(-1), ...covering]
    .flatMap(({ declarations }) => declarations)
    .filter((declaration) => declaration.kind === 'guarded-elsewhere');
}
