import type { DeclaredTarget } from './combine-declarations.js';
import { classDeclarations, methodDeclarations } from './declarations.js';

/** A class as Nest hands it over. */
export type ControllerClass = abstract new (...parameters: never[]) => object;

function prototypesBaseFirst({ prototype }: ControllerClass): readonly object[] {
  const chain: object[] = [];
  for (
    let link: unknown = prototype;
    typeof link === 'object' && link !== null && link !== Object.prototype;
  ) {
    chain.unshift(link);
    link = Object.getPrototypeOf(link);
  }
  return chain;
}

/** The class and its bases, base first, with what each says. */
export function classTargets(controller: ControllerClass): readonly DeclaredTarget[] {
  return prototypesBaseFirst(controller).map(({ constructor }, depth) => ({
    name: constructor.name,
    depth,
    declarations: classDeclarations(constructor),
  }));
}

/** The method and those it overrides, base first, with what each says. */
export function handlerTargets(controller: ControllerClass, methodName: string): readonly DeclaredTarget[] {
  return prototypesBaseFirst(controller).flatMap((prototype, depth) => {
    const method: unknown = Object.getOwnPropertyDescriptor(prototype, methodName)?.value;
    if (typeof method !== 'function') return [];
    const name = `${prototype.constructor.name}.${methodName}`;
    return [{ name, depth, declarations: methodDeclarations(prototype, methodName) }];
  });
}
