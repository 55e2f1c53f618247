import { constants, createHmac, generateKeyPairSync, sign } from 'node:crypto';
const PAIRS = {
    rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    'P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    'P-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    'P-521': () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
    ed25519: () => generateKeyPairSync('ed25519'),
};
const KIND_OF = {
    ES256: 'P-256',
    ES384: 'P-384',
    ES512: 'P-521',
    EdDSA: 'ed25519',
    Ed25519: 'ed25519',
};
/** Generates a key pair for an algorithm; RSA for RS* and PS*. */
export function generateKey(kid, alg = 'RS256', { modulusLength = 2048 } = {}) {
    const kind = KIND_OF[alg] ?? 'rsa';
    const { privateKey, publicKey } = kind === 'rsa' && modulusLength !== 2048 ? generateKeyPairSync('rsa', { modulusLength }) : PAIRS[kind]();
    return {
        kid,
        alg,
        privateKey,
        publicKey,
        jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
    };
}
/** base64url of text, bytes, or the JSON of a value. */
export function encode(value) {
    const bytes = value instanceof Uint8Array || typeof value === 'string' ? value : JSON.stringify(value);
    return Buffer.from(bytes).toString('base64url');
}
/** A signature as RFC 7518 wants it, over any text. Node's own crypto: the code under test verifies, it never signs. */
export function signatureOf(input, alg, key) {
    if (alg.startsWith('HS'))
        return createHmac(`sha${alg.slice(2)}`, key)
            .update(input)
            .digest();
    if (KIND_OF[alg] === 'ed25519')
        return sign(null, Buffer.from(input), key);
    const hash = `sha${alg.slice(2)}`;
    if (alg.startsWith('ES'))
        return sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
    if (!alg.startsWith('PS'))
        return sign(hash, Buffer.from(input), key);
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return sign(hash, Buffer.from(input), { key, ...padding });
}
/** A compact JWS over exactly these two segments. */
export function signSegments(header, payload, alg, key) {
    return `${header}.${payload}.${encode(signatureOf(`${header}.${payload}`, alg, key))}`;
}
/** A compact JWS with exactly this header and payload. */
export function signToken(header, payload, alg, key) {
    return signSegments(encode(header), encode(payload), alg, key);
}
const DEFAULT_KEY = generateKey('key-1');
/** Issues valid tokens, each test changing one thing about them. */
export class TestIssuer {
    constructor(issuer, clock, key = DEFAULT_KEY) {
        this.issuer = issuer;
        this.clock = clock;
        this.key = key;
    }
    token({ claims = {}, header = {}, key = this.key } = {}) {
        const now = this.clock.seconds;
        const payload = { iss: this.issuer, aud: 'orders', sub: 'alice', iat: now, exp: now + 3600, ...claims };
        return signToken({ alg: key.alg, typ: 'JWT', kid: key.kid, ...header }, payload, key.alg, key.privateKey);
    }
}
