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

/**
 * What the decorators on a class, or on a method of a prototype, say, in the order of the source; nothing inherited.
 * What a method says is kept by its name: another decorator may put a wrapper in the place of its function.
 */
export function declarationsOf(target: object, method?: string | symbol): readonly Declaration[] {
  const declarations: unknown =
    method === undefined
      ? Reflect.getOwnMetadata(DECLARATIONS, target)
      : Reflect.getOwnMetadata(DECLARATIONS, target, method);
  return (declarations as readonly Declaration[] | undefined) ?? [];
}

/**
 * A decorator for classes and methods that adds to what its target already says; it replaces nothing.
 * Decorators run from the bottom up, so what is added goes to the front.
 */
export function declare(declaration: Declaration): ClassDecorator & MethodDecorator {
  return (target: object, method?: string | symbol): void => {
    const declarations = [declaration, ...declarationsOf(target, method)];
    if (method === undefined) Reflect.defineMetadata(DECLARATIONS, declarations, target);
    else Reflect.defineMetadata(DECLARATIONS, declarations, target, method);
  };
}
