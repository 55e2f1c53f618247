import { isScopeToken } from '../../claims/index.js';
import { declare, type Declaration } from '../declarations.js';

function scopeDeclaration(
  decorator: string,
  kind: 'all-scopes' | 'any-scope',
  scopes: readonly unknown[],
): Declaration {
  if (scopes.length === 0) return { kind: 'mistake', message: `@${decorator}() needs at least one scope.` };
  if (scopes.every(isScopeToken)) return { kind, scopes: Object.freeze([...scopes]) };
  return {
    kind: 'mistake',
    message: `@${decorator}() takes scopes as separate arguments: printable ASCII without blanks, quotes and backslashes (RFC 6749 §3.3).`,
  };
}

/**
 * The token must have every one of these scopes (RFC 6749 §3.3), compared exactly; otherwise 403 `SCOPE_MISSING`.
 * Adds up with the demands of the class, of base classes and of overridden methods.
 * @example `@RequireScope('orders/read')`
 */
export function RequireScope(...scopes: readonly string[]): ClassDecorator & MethodDecorator {
  return declare(scopeDeclaration('RequireScope', 'all-scopes', scopes));
}

/**
 * The token must have at least one of these scopes; otherwise 403 `SCOPE_MISSING`. Used twice, it demands one scope of
 * each list.
 * @example `@RequireAnyScope('orders/read', 'orders/admin')`
 */
export function RequireAnyScope(...scopes: readonly string[]): ClassDecorator & MethodDecorator {
  return declare(scopeDeclaration('RequireAnyScope', 'any-scope', scopes));
}
