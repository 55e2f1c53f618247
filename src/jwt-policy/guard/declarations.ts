import 'reflect-metadata';
import type { ClaimDemand } from '../claims/index.js';

/** `@GuardedElsewhere()`: another guard decides. */
export interface Acknowledgement {
  readonly kind: 'guarded-elsewhere';
  readonly by: string;
}

/** What one decorator says about its target. */
export type Declaration =
  | { readonly kind: 'all-scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'any-scope'; readonly scopes: readonly string[] }
  | { readonly kind: 'rule'; readonly rule: ClaimDemand }
  | { readonly kind: 'public' }
  | { readonly kind: 'optional-token'; readonly onInvalid: 'refuse' | 'anonymous' }
  | { readonly kind: 'policies'; readonly names: readonly string[] }
  | Acknowledgement
  /** A decorator whose arguments are wrong: told with all other problems when the application starts. */
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

/** What the decorators on a class say, in the order of the source; nothing inherited. */
export function classDeclarations(target: object): readonly Declaration[] {
  return own(target);
}

/** What every function inherits from. A look at its metadata would cost as much as one at the function. */
const EVERY_FUNCTION: unknown = Object.getPrototypeOf(own);

/**
 * What the decorators on a function say, and those on the functions that it inherits from: a decorator that makes
 * several routes of one method (oRPC's `@Implement`) links the new functions to the old one by the prototype chain.
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
 * What the decorators on a method of a prototype say, in the order of the source; nothing of methods that it overrides.
 * It is kept by the method's name, because another decorator may put a wrapper in the place of its function, and at the
 * function, because that may be copied to another name together with its route.
 */
export function methodDeclarations(prototype: object, method: string | symbol): readonly Declaration[] {
  const value: unknown = Object.getOwnPropertyDescriptor(prototype, method)?.value;
  const ofFunction = typeof value === 'function' ? functionDeclarations(value) : [];
  return [...new Set([...own(prototype, method), ...ofFunction])];
}

/**
 * The members of a prototype (of a class: its static members) that decorators stand on. Accessors and members named by a
 * symbol are among them, which a search for methods does not find.
 */
export function declaredMembers(target: object): readonly (string | symbol)[] {
  const members: unknown = Reflect.getOwnMetadata(MEMBERS, target);
  return (members as readonly (string | symbol)[] | undefined) ?? [];
}

/**
 * A decorator for classes and methods that adds to what its target already says; it replaces nothing.
 * Decorators run from the bottom up, so what is added goes to the front.
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
