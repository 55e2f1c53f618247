import { describe, expect, test } from '@jest/globals';
import { IMPORTERS, judgeToken, readKeys } from './judge-token.js';
import { describeVectors, readVectors } from './vector-files.js';
const EXPECTED = {
    'A.1 HS256': 'accepted',
    'A.2 RS256': 'accepted',
    'A.3 ES256': 'accepted',
    'A.4 ES512': 'accepted',
    // Its third segment is empty: unsecured tokens are refused before their alg is read.
    'A.5 none (a verifier with a key must refuse it)': 'segments',
};
describeVectors('RFC 7515, appendix A', () => {
    const { tests } = readVectors('rfc7515-appendix-a.json');
    describe.each(Object.entries(IMPORTERS))('with keys of %s', (_name, importKeys) => {
        test('the examples are accepted, the unsecured one is refused', async () => {
            // Neither keys nor tokens of the examples have a kid: each set has one key, and the issuer allows that.
            const outcomes = tests.map(async ({ id, jwk, jws }) => {
                const keys = await readKeys([jwk], importKeys, { allowMissingKid: true });
                return [id, await judgeToken(jws, keys)];
            });
            expect(Object.fromEntries(await Promise.all(outcomes))).toEqual(EXPECTED);
        });
        test('a published key without kid answers for no token unless the issuer allows it', async () => {
            const published = tests.filter(({ jwk, result }) => jwk['kty'] !== 'oct' && result === 'valid');
            const outcomes = published.map(async ({ jwk, jws }) => judgeToken(jws, await readKeys([jwk], importKeys)));
            expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['key']));
        });
    });
});
