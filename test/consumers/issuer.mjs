import { createSign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { makeKeyPair } from '../../bench/corpus/key-pair.mjs';

const KID = 'orders-1';

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Signs tokens that the apps accept; they have the public key, or fetch the key set. */
export async function makeIssuer() {
  const { publicKey, privateKey } = await makeKeyPair('rsa', { modulusLength: 2048 });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    /** Serves the key set on 127.0.0.1; gives its URL, and what ends it. */
    async serveKeys() {
      const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' }];
      // Each fetch gets its own connection: a process that is stalled would not see that an idle one was closed.
      const headers = { connection: 'close' };
      const server = createServer((_request, response) =>
        response.writeHead(200, headers).end(JSON.stringify({ keys })),
      );
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return { url: `http://127.0.0.1:${server.address().port}/jwks`, close: () => server.close() };
    },
    token(claims, header = {}) {
      const exp = Math.floor(Date.now() / 1000) + 600;
      const payload = { iss: 'https://id.example.com', aud: 'orders', sub: 'alice', exp, ...claims };
      const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid: KID, ...header })}.${encode(payload)}`;
      return `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`;
    },
  };
}
