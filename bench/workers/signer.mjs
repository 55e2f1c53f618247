import { sign } from 'node:crypto';
import { makeKeyPair } from '../corpus/key-pair.mjs';
import { claimsOf, encode } from '../corpus/make-corpus.mjs';

/** A key set with one key under several kids, and tokens of any kid, known or not. */
export async function makeSigner(kids) {
  const { publicKey, privateKey } = await makeKeyPair('rsa', { modulusLength: 2048 });
  const jwk = publicKey.export({ format: 'jwk' });
  return {
    jwks: { keys: kids.map((kid) => ({ ...jwk, kid, alg: 'RS256', use: 'sig' })) },
    token(kid) {
      const now = Math.floor(Date.now() / 1000);
      const input = `${encode({ kid, alg: 'RS256' })}.${encode(claimsOf(now))}`;
      return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
    },
  };
}
