import { createSign, generateKeyPairSync } from 'node:crypto';

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Signs tokens that the apps accept; they have the public key. */
export function makeIssuer() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    publicKey,
    token(claims) {
      const exp = Math.floor(Date.now() / 1000) + 600;
      const payload = { iss: 'https://id.example.com', aud: 'orders', sub: 'alice', exp, ...claims };
      const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(payload)}`;
      return `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`;
    },
  };
}
