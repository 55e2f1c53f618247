import { constants, createHmac, randomBytes, sign, timingSafeEqual, verify } from 'node:crypto';
import { makeKeyPair } from './key-pair.mjs';

const pss = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};
const ecdsa = { dsaEncoding: 'ieee-p1363' };

function asymmetric(alg, digest, options, type, parameters) {
  return {
    alg,
    generate: () => makeKeyPair(type, parameters),
    /** On the thread pool. */
    sign: (data, { privateKey }) =>
      new Promise((resolve, reject) => {
        sign(digest, data, { key: privateKey, ...options }, (error, signature) =>
          error ? reject(error) : resolve(signature),
        );
      }),
    /** The floor: what node:crypto needs with a prepared key. The object for the options is made once. */
    verifier: (key) => {
      const prepared = Object.keys(options).length === 0 ? key : { key, ...options };
      return (data, signature) => verify(digest, data, prepared, signature);
    },
  };
}

const rsa = (modulusLength) => ['rsa', { modulusLength }];

/** By the name of a corpus. */
export const ALGORITHMS = {
  RS256: asymmetric('RS256', 'sha256', {}, ...rsa(2048)),
  'RS256-4096': asymmetric('RS256', 'sha256', {}, ...rsa(4096)),
  PS256: asymmetric('PS256', 'sha256', pss, ...rsa(2048)),
  ES256: asymmetric('ES256', 'sha256', ecdsa, 'ec', { namedCurve: 'P-256' }),
  ES384: asymmetric('ES384', 'sha384', ecdsa, 'ec', { namedCurve: 'P-384' }),
  EdDSA: asymmetric('EdDSA', null, {}, 'ed25519', {}),
  HS256: {
    alg: 'HS256',
    generate: async () => ({ secret: randomBytes(32) }),
    sign: async (data, { secret }) => createHmac('sha256', secret).update(data).digest(),
    verifier: (key) => (data, signature) => {
      const expected = createHmac('sha256', key).update(data).digest();
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    },
  },
};
