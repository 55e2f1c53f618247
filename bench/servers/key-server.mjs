import { createServer } from 'node:http';
import { once } from 'node:events';

/**
 * Serves a key set on 127.0.0.1 and counts how often it is asked for.
 * @param {() => { keys: object[] }} readJwks
 */
export async function startKeyServer(readJwks) {
  const state = {
    fetches: 0,
    /** How long an answer takes. */
    delayMs: 0,
    /** Whether connections are cut. */
    dead: false,
  };
  const server = createServer((request, response) => {
    state.fetches += 1;
    if (state.dead) {
      request.socket.destroy();
      return;
    }
    setTimeout(() => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(readJwks()));
    }, state.delayMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    state,
    domain: origin,
    jwksUri: `${origin}/.well-known/jwks.json`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
