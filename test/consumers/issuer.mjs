import { createSign } from 'node:crypto';
import { makeKeyPair } from '../../bench/corpus/key-pair.mjs';

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Signs tokens that the apps accept; they have the public key. */
export async function makeIssuer() {
  const { publicKey, privateKey } = await makeKeyPair('rsa', { modulusLength: 2048 });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    token(claims, header = {}) {
      const exp = Math.floor(Date.now() / 1000) + 600;
      const payload = { iss: 'https://id.example.com', aud: 'orders', sub: 'alice', exp, ...claims };
      const signed = `${encode({ alg: 'RS256', typ: 'JWT', ...header })}.${encode(payload)}`;
      return `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`;
    },
  };
}
