import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ImportedJwks, KeySetFinding } from './import-jwks.js';
import { KeySetFindings } from './key-set-findings.js';
import { verificationKey } from './verification-key.js';
import { makeKeyPair } from '../../../test/support/key-pair.js';

const MATERIALS = [makeKeyPair('ed25519').publicKey, makeKeyPair('ed25519').publicKey] as const;
const URL = 'https://id.test/jwks';
const ENCRYPTION: KeySetFinding = { level: 'debug', sentence: 'key "enc" is not used: for encryption' };
const SMALL: KeySetFinding = { level: 'warn', sentence: 'key "rsa" is not used: too small' };

let told: string[];
let findings: KeySetFindings;

beforeEach(() => {
  told = [];
  findings = new KeySetFindings('https://id.test', (level, message) => told.push(`${level}: ${message}`));
});

/** A set of keys, each of one of the materials, all under the kid `a` unless told otherwise. */
function setOf(
  materials: readonly (0 | 1)[],
  dropped: readonly KeySetFinding[] = [],
  kid?: string,
): ImportedJwks {
  return { keys: materials.map((index) => verificationKey(MATERIALS[index], kid ?? 'a')), dropped };
}

/** What is told of each of the sets, one after the other. */
function hear(...sets: readonly ImportedJwks[]): readonly (readonly string[])[] {
  return sets.map((set) => {
    told = [];
    findings.received(URL, set);
    return told;
  });
}

const LINE_OF_SMALL = 'warn: Key set of "https://id.test": key "rsa" is not used: too small.';
const AMBIGUOUS = expect.stringMatching(
  /^warn: .* different keys have the kid "a", so tokens .* refused: .*\.$/,
);

describe('the findings of a key set', () => {
  it('are reported with their level and the name of the issuer', () => {
    expect(hear(setOf([0], [ENCRYPTION, SMALL]))).toEqual([
      ['debug: Key set of "https://id.test": key "enc" is not used: for encryption.', LINE_OF_SMALL],
    ]);
  });

  it('are not reported again at each refresh, in any order', () => {
    const [first, ...others] = hear(
      setOf([0], [ENCRYPTION, SMALL]),
      setOf([0], [SMALL, ENCRYPTION]),
      setOf([1], [ENCRYPTION, SMALL]),
    );
    expect(first).toHaveLength(2);
    expect(others).toEqual([[], []]);
  });

  it('are reported when they are new, and again when they come back', () => {
    expect(hear(setOf([0]), setOf([0], [SMALL]), setOf([0]), setOf([0], [SMALL]))).toEqual([
      [],
      [LINE_OF_SMALL],
      [],
      [LINE_OF_SMALL],
    ]);
  });

  it.each<[string, ImportedJwks, unknown[]]>([
    ['a key listed twice under one kid', setOf([0, 0]), []],
    ['two keys under one kid', setOf([0, 1]), [AMBIGUOUS]],
    ['two keys and a copy of one under one kid', setOf([0, 1, 0]), [AMBIGUOUS]],
  ])('have a line for a kid that cannot be used: %s', (_name, set, lines) => {
    expect(hear(set, set)).toEqual([lines, []]);
  });

  it('have no line for keys without kid: they verify no token', () => {
    const keys = MATERIALS.map((material) => verificationKey(material, undefined));
    expect(hear({ keys, dropped: [] })).toEqual([[]]);
  });

  it('count the sets of all URLs together, each as it is now', () => {
    findings.received('https://id.test/one', setOf([0]));
    expect(told).toEqual([]);
    findings.received('https://id.test/two', setOf([1]));
    expect(told).toEqual([AMBIGUOUS]);
    findings.received('https://id.test/two', setOf([0]));
    findings.received('https://id.test/one', setOf([1]));
    expect(told).toEqual([AMBIGUOUS, AMBIGUOUS]);
  });

  it('cannot be forged by a kid', () => {
    hear(setOf([0, 1], [], 'a\nERROR forged'));
    expect(told[0]).toContain(String.raw`"a\nERROR forged"`);
    expect(told[0]).not.toContain('\n');
  });
});
