import { classTargets, handlerTargets, prototypesBaseFirst } from '../declared-targets.js';
import { methodDeclarations, type Acknowledgement } from '../declarations.js';
import type { AppClass } from './app-class.js';

/**
 * Every `@GuardedElsewhere()` that covers a member: on the method that runs, on the class that has it, or on a
 * subclass. One on an overridden method, or on the base class of a new method, does not carry over to the method that
 * runs.
 */
export function acknowledgements(appClass: AppClass, method: string): readonly Acknowledgement[] {
  // A function that a constructor assigns to the instance belongs to the class itself.
  const assigned = {
    depth: prototypesBaseFirst(appClass).length - 1,
    declarations: methodDeclarations(appClass.prototype, method),
  };
  const running = handlerTargets(appClass, method).at(-1) ?? assigned;
  const covering = classTargets(appClass).filter(({ depth }) => depth >= running.depth);
  return [running, ...covering]
    .flatMap(({ declarations }) => declarations)
    .filter((declaration) => declaration.kind === 'guarded-elsewhere');
}
