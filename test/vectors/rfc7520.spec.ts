import { describe, expect, test } from '@jest/globals';
import { validateJwk } from '../../src/jwt-policy/keys/jwk.js';
import { IMPORTERS, decideToken, readKeys, type ImportKeys, type Jwk, type Outcome } from './decide-token.js';
import { describeVectors, readVectors } from './vector-files.js';

/** One example of the cookbook: how it was made, and its serialisations. */
interface Example {
  readonly input: { readonly key: Jwk | readonly Jwk[] };
  readonly output: Readonly<Record<string, unknown>>;
}

/** What becomes of the compact serialisation of each example, and why where that is no acceptance. */
const COMPACT: readonly { readonly file: string; readonly outcome: Outcome; readonly reason?: string }[] = [
  { file: 'jws/4_1.rsa_v15_signature.json', outcome: 'accepted' },
  { file: 'jws/4_2.rsa-pss_signature.json', outcome: 'accepted' },
  { file: 'jws/4_3.ecdsa_signature.json', outcome: 'accepted' },
  { file: 'jws/4_4.hmac-sha2_integrity_protection.json', outcome: 'accepted' },
  {
    file: 'jws/4_5.signature_with_detached_content.json',
    outcome: 'segments',
    reason: 'the payload is detached: a bearer token brings its claims along',
  },
  { file: 'curve25519/jws.json', outcome: 'accepted' },
  {
    file: 'rfc7797/hmac-sha2_b64_false.json',
    outcome: 'segments',
    reason: 'its payload is not encoded (b64 is false): that is no JWT',
  },
  { file: 'curve25519/ecdh-es.json', outcome: 'keys', reason: 'it is a JWE, and its key is for encryption' },
];

/** Examples that have JSON serialisations alone. */
const JSON_ONLY = [
  'jws/4_6.protecting_specific_header_fields.json',
  'jws/4_7.protecting_content_only.json',
  'jws/4_8.multiple_signatures.json',
  'rfc7797/4.2.hmac-sha2_b64_false.json',
];

const KEYS = {
  'jwk/3_1.ec_public_key.json': 'used',
  'jwk/3_2.ec_private_key.json': 'dropped',
  'jwk/3_3.rsa_public_key.json': 'used',
  'jwk/3_4.rsa_private_key.json': 'dropped',
  'jwk/3_5.symmetric_key_mac_computation.json': 'dropped',
  'jwk/3_6.symmetric_key_encryption.json': 'dropped',
};

const PUBLIC_MEMBERS = ['kty', 'kid', 'use', 'alg', 'crv', 'x', 'y', 'n', 'e'];

function readExample(file: string): Example {
  return readVectors(`jose-cookbook/${file}`) as Example;
}

/** The cookbook shows key pairs; what an issuer would publish of them is the public part. Secrets stay as they are. */
function publishedPart(jwk: Jwk): Jwk {
  if (jwk['kty'] === 'oct') return jwk;
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => PUBLIC_MEMBERS.includes(name)));
}

function keysOf({ input }: Example, importKeys: ImportKeys): ReturnType<typeof readKeys> {
  return readKeys([input.key].flat().map(publishedPart), importKeys, { allowMissingKid: true });
}

/** The tokens that one other character in some segment makes of a token. */
function alterations(token: string): readonly string[] {
  return token.split('.').map((segment, index, segments) => {
    const altered = (segment.startsWith('A') ? 'B' : 'A') + segment.slice(1);
    return segments.with(index, altered).join('.');
  });
}

describeVectors('RFC 7520, the JOSE cookbook', () => {
  describe.each(Object.entries(IMPORTERS))('with keys of %s', (_name, importKeys) => {
    test.each(COMPACT)('$file, as a compact token: $outcome', async ({ file, outcome }) => {
      const example = readExample(file);
      const keys = await keysOf(example, importKeys);
      expect(await decideToken(String(example.output['compact']), keys)).toBe(outcome);
    });

    test('one other character anywhere in an accepted token has it refused', async () => {
      const accepted = COMPACT.filter(({ outcome }) => outcome === 'accepted').map(({ file }) =>
        readExample(file),
      );
      const outcomes = accepted.map(async (example) => {
        const keys = await keysOf(example, importKeys);
        const altered = alterations(String(example.output['compact']));
        return Promise.all(altered.map((token) => decideToken(token, keys)));
      });
      expect((await Promise.all(outcomes)).flat()).not.toContain('accepted');
    });

    test('no JSON serialisation is taken for a token', async () => {
      const examples = [...COMPACT.map(({ file }) => file), ...JSON_ONLY].map(readExample);
      const outcomes = examples.map(async (example) => {
        const keys = await keysOf(example, importKeys);
        const { json, json_flat: flat } = example.output;
        const texts = [json, flat].filter(Boolean).map((token) => JSON.stringify(token));
        return Promise.all(texts.map((token) => decideToken(token, keys)));
      });
      expect(new Set((await Promise.all(outcomes)).flat())).toEqual(new Set(['segments', 'keys']));
    });
  });

  test('of the example keys, the public ones may stand in a published set', () => {
    const imported = Object.keys(KEYS).map((file) => {
      const usable = typeof validateJwk(readVectors(`jose-cookbook/${file}`)) !== 'string';
      return [file, usable ? 'used' : 'dropped'];
    });
    expect(Object.fromEntries(imported)).toEqual(KEYS);
  });
});
