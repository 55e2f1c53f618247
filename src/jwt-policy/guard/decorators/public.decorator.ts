import { declare } from '../declarations.js';

/**
 * Opens a route: no token is needed, and a token that is sent is not read. On a class it opens the handlers that have no
 * demand of their own, because a demand on a handler wins. Beside a demand on the same target it stops the start.
 * @example `@Public() @Get('health')`
 */
export function Public(): ClassDecorator & MethodDecorator {
  return declare({ kind: 'public' });
}
