import { describe, expect, test } from '@jest/globals';
import { IMPORTERS, decideToken, readKeys, type ImportKeys, type Jwk, type Outcome } from './decide-token.js';
import { describeVectors, readVectors } from './vector-files.js';

type Keys = Jwk | { readonly keys: readonly Jwk[] };

interface Vector {
  readonly tcId: number;
  readonly result: 'valid' | 'invalid';
  /** Text, or an object where the vector is JSON-serialised. */
  readonly jws?: unknown;
  readonly jwe?: unknown;
}

interface Group {
  readonly public?: Keys;
  readonly private: Keys;
  readonly tests: readonly Vector[];
}

/** Vectors that do not come out as their label says, by what, and why that is right. */
interface Listed {
  readonly ids: readonly number[];
  readonly outcome: Outcome;
  readonly reason: string;
}

interface Suite {
  readonly file: string;
  readonly refusedValid: readonly Listed[];
  readonly acceptedInvalid: readonly Listed[];
}

const ROCA =
  'its key has the ROCA weakness, which nothing but a test for its fingerprint shows; the signature is good';

const SUITES: readonly Suite[] = [
  {
    file: 'json_web_signature_test.json',
    refusedValid: [
      {
        ids: [259, 264, 268, 272, 320, 325],
        outcome: 'segments',
        reason: 'its payload is empty; a JWT has claims, so three non-empty segments are demanded',
      },
      {
        ids: [346, 350],
        outcome: 'key',
        reason: 'the JWK says PS256 and the header PS384; a key serves its own alg alone',
      },
      {
        ids: [347, 351],
        outcome: 'keys',
        reason: 'the JWK says ES521, which is no algorithm: it is dropped',
      },
      {
        ids: [372, 373],
        outcome: 'segments',
        reason: 'it has a "?" in header or payload; a token has one spelling',
      },
    ],
    acceptedInvalid: [
      { ids: [367, 370], outcome: 'accepted', reason: 'it is letter for letter the token of the valid #357' },
    ],
  },
  {
    file: 'json_web_key_test.json',
    refusedValid: [],
    acceptedInvalid: [{ ids: [7], outcome: 'accepted', reason: ROCA }],
  },
  {
    file: 'json_web_crypto_test.json',
    refusedValid: [],
    acceptedInvalid: [{ ids: [46], outcome: 'accepted', reason: ROCA }],
  },
];

function readFile(file: string): { readonly numberOfTests: number; readonly testGroups: readonly Group[] } {
  return readVectors(`wycheproof/${file}`) as ReturnType<typeof readFile>;
}

function membersOf(keys: Keys): readonly Jwk[] {
  return Array.isArray(keys['keys']) ? (keys['keys'] as Jwk[]) : [keys];
}

function asSent(token: unknown): string {
  return typeof token === 'string' ? token : JSON.stringify(token);
}

async function decideFile(file: string, importKeys: ImportKeys) {
  const decided = readFile(file).testGroups.map(async (group) => {
    const keys = await readKeys(membersOf(group.public ?? group.private), importKeys);
    const outcomes = group.tests.map(async (vector) => ({
      ...vector,
      outcome: await decideToken(asSent(vector.jws ?? vector.jwe), keys),
    }));
    return Promise.all(outcomes);
  });
  return (await Promise.all(decided)).flat();
}

function byId(outcomes: readonly { readonly tcId: number; readonly outcome: Outcome }[]): object {
  return Object.fromEntries(outcomes.map(({ tcId, outcome }) => [tcId, outcome]));
}

function expected(listed: readonly Listed[]): object {
  return byId(listed.flatMap(({ ids, outcome }) => ids.map((tcId) => ({ tcId, outcome }))));
}

describeVectors('Wycheproof', () => {
  describe.each(SUITES)('$file', ({ file, refusedValid, acceptedInvalid }) => {
    describe.each(Object.entries(IMPORTERS))('with keys of %s', (_name, importKeys) => {
      test('decides every vector', async () => {
        expect(await decideFile(file, importKeys)).toHaveLength(readFile(file).numberOfTests);
      });

      test('accepts the valid vectors, but for those that are listed with a reason', async () => {
        const decided = await decideFile(file, importKeys);
        const refused = decided.filter(
          ({ jws, result, outcome }) => jws !== undefined && result === 'valid' && outcome !== 'accepted',
        );
        expect(byId(refused)).toEqual(expected(refusedValid));
      });

      test('refuses the invalid vectors, but for those that are listed with a reason', async () => {
        const decided = await decideFile(file, importKeys);
        const accepted = decided.filter(
          ({ result, outcome }) => result === 'invalid' && outcome === 'accepted',
        );
        expect(byId(accepted)).toEqual(expected(acceptedInvalid));
      });

      test('takes no JWE for a token', async () => {
        const decided = await decideFile(file, importKeys);
        expect(decided.filter(({ jwe, outcome }) => jwe !== undefined && outcome === 'accepted')).toEqual([]);
      });

      test('uses no key of a set that publishes its private members', async () => {
        const pairs = readFile(file).testGroups.filter((group) => group.public !== undefined);
        const read = await Promise.all(pairs.map((group) => readKeys(membersOf(group.private), importKeys)));
        expect(read.filter((keys) => keys !== undefined)).toEqual([]);
      });
    });
  });

  test('the accepted invalid signatures are the token of a valid vector', () => {
    const vectors = readFile('json_web_signature_test.json').testGroups.flatMap(({ tests }) => tests);
    const token = (id: number): unknown => vectors.find(({ tcId }) => tcId === id)?.jws;
    expect([token(367), token(370)]).toEqual([token(357), token(357)]);
  });
});
