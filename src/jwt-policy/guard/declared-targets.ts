import type { DeclaredTarget } from './combine-declarations.js';
import { classDeclarations, methodDeclarations } from './declarations.js';
import { isPrototype, memberOf } from './members.js';

/** A class as Nest passes it. */
export type ControllerClass = abstract new (...parameters: never[]) => object;

/** A class, or any other value with a prototype. */
export interface PrototypeHolder {
  readonly prototype: object;
}

/** The prototype and the prototypes that it inherits from, base first. */
export function prototypesBaseFirst({ prototype }: PrototypeHolder): readonly object[] {
  const chain: object[] = [];
  for (let link: unknown = prototype; isPrototype(link); link = Object.getPrototypeOf(link))
    chain.unshift(link);
  return chain;
}

/** Undefined for a prototype that belongs to no class, such as that of parsed query strings. */
export function classOf(prototype: object): { readonly name: string } | undefined {
  const named: unknown = memberOf(prototype, 'constructor')?.value;
  return typeof named === 'function' ? named : undefined;
}

/** The class and its base classes, base first, each with its declarations. */
export function classTargets(controller: PrototypeHolder): readonly DeclaredTarget[] {
  return prototypesBaseFirst(controller).flatMap((prototype, depth) => {
    const declaring = classOf(prototype);
    if (declaring === undefined) return [];
    return [{ name: declaring.name, depth, declarations: classDeclarations(declaring) }];
  });
}

/** The method and the methods that it overrides, base first, each with its declarations. */
export function handlerTargets(controller: PrototypeHolder, methodName: string): readonly DeclaredTarget[] {
  return prototypesBaseFirst(controller).flatMap((prototype, depth) => {
    const method: unknown = Object.getOwnPropertyDescriptor(prototype, methodName)?.value;
    if (typeof method !== 'function') return [];
    const name = `${classOf(prototype)?.name}.${methodName}`;
    return [{ name, depth, declarations: methodDeclarations(prototype, methodName) }];
  });
}
