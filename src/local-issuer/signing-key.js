import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
/** Makes the RSA key of one run. It is never written anywhere: a restart withdraws every token signed before. */
export async function generateSigningKey() {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const kid = `local-development-only-${randomBytes(6).toString('hex')}`;
    return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
}
