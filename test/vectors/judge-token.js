import { isPlainObject } from '../../src/jwt-policy/claims/index.js';
import { isRefusal } from '../../src/jwt-policy/errors/index.js';
import { isAlgorithm, KeySet, readStaticKey } from '../../src/jwt-policy/keys/index.js';
import { fetchJwks, importJwks } from '../../src/jwt-policy/keys/import-jwks.js';
import { checkProcessing, readAlgorithm, readKid, splitToken, verifySignature, } from '../../src/jwt-policy/tokens/index.js';
/** The two ways a published set comes in: at hand, and fetched through jwks-rsa. */
export const IMPORTERS = {
    'a set that is at hand': importJwks,
    'a set that jwks-rsa fetched': (jwks) => fetchJwks('https://keys.example.com/jwks', () => Promise.resolve(jwks)),
};
function readSecrets(members) {
    const keys = members.flatMap(({ k, kid, alg }) => {
        const secret = Buffer.from(String(k), 'base64url');
        const named = kid === undefined ? {} : { kid };
        const read = readStaticKey({ secret, ...named, algorithm: alg });
        return typeof read === 'string' ? [] : read;
    });
    return keys.length === 0
        ? undefined
        : new KeySet(keys, { allowMissingKid: false, kidlessKeysAnswerAll: true });
}
/**
 * The key set that an issuer with these members would have: nothing but symmetric keys are secrets of the options,
 * anything else is a published set. Undefined where no key of it is usable.
 */
export async function readKeys(members, importKeys, { allowMissingKid = false } = {}) {
    if (members.every(({ kty }) => kty === 'oct'))
        return readSecrets(members);
    try {
        const { keys } = await importKeys({ keys: members });
        return new KeySet(keys, { allowMissingKid, kidlessKeysAnswerAll: false });
    }
    catch {
        return undefined;
    }
}
function decodeHeader(segment) {
    try {
        const header = JSON.parse(Buffer.from(segment, 'base64url').toString());
        return isPlainObject(header) ? header : undefined;
    }
    catch {
        return undefined;
    }
}
/**
 * Takes a token the way of a call down to its signature. Its payload is not looked at (most vectors have none that is
 * JSON), and every algorithm is in the allow-list, so that nothing but the key binds it.
 */
export async function judgeToken(token, keys) {
    if (keys === undefined)
        return 'keys';
    const segments = splitToken(token);
    if (segments === undefined)
        return 'segments';
    const header = decodeHeader(segments[0]);
    if (header === undefined)
        return 'header';
    if (checkProcessing(header) !== undefined)
        return 'processing';
    const algorithm = readAlgorithm(header);
    if (!isAlgorithm(algorithm))
        return 'alg';
    const read = readKid(header);
    if (isRefusal(read))
        return 'kid';
    const key = keys.find(read.kid, algorithm);
    if (typeof key === 'string')
        return 'key';
    const { byteLength } = Buffer.from(segments[2], 'base64url');
    return (await verifySignature(token, byteLength, algorithm, key)) ? 'accepted' : 'signature';
}
