import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');

/** Where keys are generated: one place each for the local issuer, the test kit, the tests and the benchmarks. */
const PLACES = [
  'bench/corpus/key-pair.mjs',
  'src/jwt-policy/testing/key-pairs.ts',
  'src/local-issuer/signing-key.ts',
  'test/support/key-pair.ts',
];

/** The calls that make a key in a job of Node. */
const GENERATION = /\b(?:generateKey(?=Pair)\w*|[s]ubtle)\b/;

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => /\.(ts|mts|js|mjs|cjs)$/.test(name) && !/(^|[\\/])(node_modules|\.build)[\\/]/.test(name),
    )
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

const SOURCES = ['bench', 'src', 'test'].flatMap(sourcesBelow);

describe('key pairs', () => {
  test('are generated in one place each of the local issuer, the test kit, the tests and the benchmarks', () => {
    const generating = SOURCES.filter((path) => GENERATION.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(generating.toSorted()).toEqual(PLACES);
  });

  test.each(PLACES)('are generated as PEM and read back before a JWK is made of them: %s', (path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    expect(text).toMatch(/publicKeyEncoding: \{ type: 'spki', format: 'pem' \}/);
    expect(text).toMatch(/privateKeyEncoding: \{ type: 'pkcs8', format: 'pem' \}/);
    expect(text).toMatch(/createPrivateKey\(privateKey\)/);
  });
});
