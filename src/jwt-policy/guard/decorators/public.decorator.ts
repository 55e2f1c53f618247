import { declare } from '../declarations.js';

/**
 * No token is needed, and one that is sent is not looked at. On a class it covers the handlers that demand nothing
 * themselves: a demand on a handler wins. Beside a demand on the same target it stops the start.
 * @example `@Public() @Get('health')`
 */
export function Public(): ClassDecorator & MethodDecorator {
  return declare({ kind: 'public' });
}
