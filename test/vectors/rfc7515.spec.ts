import { describe, expect, test } from '@jest/globals';
import { IMPORTERS, decideToken, readKeys, type Jwk } from './decide-token.js';
import { describeVectors, readVectors } from './vector-files.js';

interface Vector {
  readonly id: string;
  readonly result: 'valid' | 'invalid';
  readonly jwk: Jwk;
  readonly jws: string;
}

const EXPECTED = {
  'A.1 HS256': 'accepted',
  'A.2 RS256': 'accepted',
  'A.3 ES256': 'accepted',
  'A.4 ES512': 'accepted',
  // Its third segment is empty: unsecured tokens are refused before their alg is read.
  'A.5 none (a verifier with a key must refuse it)': 'segments',
};

describeVectors('RFC 7515, appendix A', () => {
  const { tests } = readVectors('rfc7515-appendix-a.json') as { readonly tests: readonly Vector[] };

  describe.each(Object.entries(IMPORTERS))('with keys of %s', (_name, importKeys) => {
    test('the examples are accepted, the unsecured one is refused', async () => {
      // Neither keys nor tokens of the examples have a kid: each set has one key, and the issuer allows that.
      const outcomes = tests.map(async ({ id, jwk, jws }) => {
        const keys = await readKeys([jwk], importKeys, { allowMissingKid: true });
        return [id, await decideToken(jws, keys)] as const;
      });
      expect(Object.fromEntries(await Promise.all(outcomes))).toEqual(EXPECTED);
    });

    test('a published key without kid answers for no token unless the issuer allows it', async () => {
      const published = tests.filter(({ jwk, result }) => jwk['kty'] !== 'oct' && result === 'valid');
      const outcomes = published.map(async ({ jwk, jws }) =>
        decideToken(jws, await readKeys([jwk], importKeys)),
      );
      expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['key']));
    });
  });
});
