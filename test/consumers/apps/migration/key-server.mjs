import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

export const KID = 'key-1';

/** Serves the key of the issuer where the programs look for it; `isDown`: answers everything with 503. */
export async function startKeyServer(publicKey, { isDown = false } = {}) {
  const key = { ...createPublicKey(publicKey).export({ format: 'jwk' }), kid: KID, use: 'sig', alg: 'RS256' };
  const server = createServer((request, response) => {
    const documents = {
      '/.well-known/openid-configuration': {
        issuer: `${base}/`,
        jwks_uri: `${base}/.well-known/jwks.json`,
      },
      '/.well-known/jwks.json': { keys: [key] },
      '/realms/shop/protocol/openid-connect/certs': { keys: [key] },
    };
    const document = isDown ? undefined : documents[request.url];
    response.writeHead(document === undefined ? 503 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const base = `http://127.0.0.1:${server.address().port}`;
  return {
    base,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
