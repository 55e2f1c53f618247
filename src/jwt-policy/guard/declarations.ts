import 'reflect-metadata';
import type { ClaimDemand } from '../claims/index.js';

/** `@GuardedElsewhere()`: another guard decides. */
export interface Acknowledgement {
  readonly kind: 'guarded-elsewhere';
  readonly by: string;
}

/** The meaning of one decorator. */
export type Declaration =
  | { readonly kind: 'all-scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'any-scope'; readonly scopes: readonly string[] }
  | { readonly kind: 'rule'; readonly rule: ClaimDemand }
  | { readonly kind: 'public' }
  | { readonly kind: 'optional-token'; readonly onInvalid: 'refuse' | 'anonymous' }
  | { readonly kind: 'policies'; readonly names: readonly string[] }
  | Acknowledgement
  /** A decorator with wrong arguments. It is reported with all other problems when the application starts. */
  | { readonly kind: 'mistake'; readonly message: string };

const DECLARATIONS = 'nest-jwt-policy:declarations';
const MEMBERS = 'nest-jwt-policy:declared-members';

function own(target: object, method?: string | symbol): readonly Declaration[] {
  const declarations: unknown =
    method === undefined
      ? Reflect.getOwnMetadata(DECLARATIONS, target)
      : Reflect.getOwnMetadata(DECLARATIONS, target, method);
  return (declarations as readonly Declaration[] | undefined) ?? [];
}

/** The decorators on a class, in the order of the source, without inherited ones. */
export function classDeclarations(target: object): readonly Declaration[] {
  return own(target);
}

/** What every function inherits from. A look at its metadata would cost as much as one at the function. */
const EVERY_FUNCTION: unknown = Object.getPrototypeOf(own);

/**
 * The decorators on a function and on the functions that it inherits from. A decorator that makes several routes of one
 * method (oRPC's `@Implement`) links the new functions to the old one by the prototype chain.
 */
export function functionDeclarations(handler: object): readonly Declaration[] {
  const declarations = new Set<Declaration>();
  for (let link: unknown = handler; link !== EVERY_FUNCTION; link = Object.getPrototypeOf(link)) {
    if (typeof link !== 'function') break;
    for (const declaration of own(link)) declarations.add(declaration);
  }
  return [...declarations];
}

/**
 * The decorators on a method of a prototype, in the order of the source, without those of methods that it overrides.
 * They are stored by the method's name, because another decorator may replace its function with a wrapper, and at the
 * function, because that may be copied to another name together with its route.
 */
export function methodDeclarations(prototype: object, method: string | symbol): readonly Declaration[] {
  const value: unknown = Object.getOwnPropertyDescriptor(prototype, method)?.value;
  const ofFunction = typeof value === 'function' ? functionDeclarations(value) : [];
  return [...new Set([...own(prototype, method), ...ofFunction])];
}

/**
 * The members of a prototype, or the static members of a class, that have decorators. Accessors and members named by a
 * symbol are included; a search for methods does not find them.
 */
export function declaredMembers(target: object): readonly (string | symbol)[] {
  const members: unknown = Reflect.getOwnMetadata(MEMBERS, target);
  return (members as readonly (string | symbol)[] | undefined) ?? [];
}

/**
 * A decorator for classes and methods that adds to the declarations of its target and replaces nothing. Decorators run
 * from the bottom up, so the new declaration is put first.
 */
export function declare(declaration: Declaration): ClassDecorator & MethodDecorator {
  return (target: object, method?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const owner: unknown = method === undefined ? target : descriptor?.value;
    if (typeof owner === 'function') {
      Reflect.defineMetadata(DECLARATIONS, [declaration, ...own(owner)], owner);
    }
    if (method !== undefined) {
      Reflect.defineMetadata(DECLARATIONS, [declaration, ...own(target, method)], target, method);
      Reflect.defineMetadata(MEMBERS, [...new Set([method, ...declaredMembers(target)])], target);
    }
  };
}
