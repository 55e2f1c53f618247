import 'reflect-metadata';
import type { ClaimDemand } from '../claims/index.js';

/** What one decorator says about its target. */
export type Declaration =
  | { readonly kind: 'all-scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'any-scope'; readonly scopes: readonly string[] }
  | { readonly kind: 'rule'; readonly rule: ClaimDemand }
  | { readonly kind: 'public' }
  | { readonly kind: 'optional-token'; readonly onInvalid: 'refuse' | 'anonymous' }
  | { readonly kind: 'policies'; readonly names: readonly string[] }
  /** A decorator whose arguments are wrong: told with all other problems when the application starts. */
  | { readonly kind: 'mistake'; readonly message: string };

const DECLARATIONS = 'nest-jwt-policy:declarations';

/** What the decorators on this very target say, in the order of the source; nothing inherited. */
export function declarationsOf(target: object): readonly Declaration[] {
  return (Reflect.getOwnMetadata(DECLARATIONS, target) as readonly Declaration[] | undefined) ?? [];
}

/**
 * A decorator for classes and methods that adds to what its target already says; it replaces nothing.
 * Decorators run from the bottom up, so what is added goes to the front.
 */
export function declare(declaration: Declaration): ClassDecorator & MethodDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const owner: object = descriptor ? (descriptor.value as object) : target;
    Reflect.defineMetadata(DECLARATIONS, [declaration, ...declarationsOf(owner)], owner);
  };
}
