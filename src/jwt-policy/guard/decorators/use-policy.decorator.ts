import { declare } from '../declarations.js';

/**
 * Narrows a route to these policies, by name; they still apply only where their `appliesTo` says. On a handler it
 * replaces that of the class. An unknown name stops the start.
 * @example `@UsePolicy('partners')`
 */
export function UsePolicy(...names: readonly string[]): ClassDecorator & MethodDecorator {
  if (names.length > 0 && names.every((name) => typeof name === 'string' && name !== '')) {
    return declare({ kind: 'policies', names: Object.freeze([...names]) });
  }
  return declare({ kind: 'mistake', message: '@UsePolicy() needs at least one policy name.' });
}
