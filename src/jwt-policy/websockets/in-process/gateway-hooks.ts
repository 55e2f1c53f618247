import { watchMember } from '../../guard/index.js';
import { InProcessClient } from './in-process-client.js';

const HOOKS = ['handleConnection', 'handleDisconnect'];

/**
 * Lets the clients of tests wait for the hooks of a gateway, whose promises Nest drops and whose errors end the process. Nest
 * binds the functions of the instance when it binds the gateway, so this comes before. Other clients notice nothing.
 * @param gateway the only instance: Nest calls other functions where instances are made per call
 */
export function watchHooks(name: string, gateway: object | undefined): void {
  if (gateway === undefined) return;
  for (const hook of HOOKS) {
    watchMember(gateway, hook, (own) => (...args) => {
      const [client] = args;
      if (!(client instanceof InProcessClient)) return own(...args);
      client.runHook(`${name}.${hook}()`, () => own(...args));
      return undefined;
    });
  }
}
