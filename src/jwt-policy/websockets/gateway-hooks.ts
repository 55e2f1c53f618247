import { InProcessClient } from './in-process-client.js';

const HOOKS = ['handleConnection', 'handleDisconnect'] as const;

type Hook = (...args: unknown[]) => unknown;

const WATCHED = new WeakSet<object>();

function watch(name: string, gateway: object, hook: Hook, place: string): void {
  const value = (...args: unknown[]): unknown => {
    const [client] = args;
    const run = (): unknown => hook.apply(gateway, args);
    if (!(client instanceof InProcessClient)) return run();
    client.runHook(place, run);
    return undefined;
  };
  // A frozen gateway keeps its own: a test then does not wait for it.
  Reflect.defineProperty(gateway, name, { value, configurable: true, writable: true });
}

/**
 * Lets the clients of tests wait for the hooks of a gateway. Nest binds the functions of the instance when it binds the gateway,
 * so this comes before. Other clients notice nothing.
 * @param gateway the only instance: Nest calls other functions where instances are made per call
 */
export function watchHooks(name: string, gateway: object | undefined): void {
  if (gateway === undefined || WATCHED.has(gateway)) return;
  WATCHED.add(gateway);
  for (const hook of HOOKS) {
    const own: unknown = Reflect.get(gateway, hook);
    if (typeof own === 'function') watch(hook, gateway, own as Hook, `${name}.${hook}()`);
  }
}
