import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import ts from 'typescript';

// What a transform to CommonJS makes of an import of a CommonJS package, with and without esModuleInterop.

const LIBRARY = join(import.meta.dirname, '../../src/jwt-policy');
const require = createRequire(import.meta.url);

type Exports = Readonly<Record<string, unknown>>;
type Load = (exports: object, require: (specifier: string) => unknown) => void;

/** Loads one file of the library as such a transform does; its own imports are those of the library as it is. */
async function loadTransformed(path: string, esModuleInterop: boolean): Promise<Exports> {
  const file = join(LIBRARY, path);
  const { outputText } = ts.transpileModule(ts.sys.readFile(file) ?? '', {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop },
  });
  const own = new Map<string, unknown>();
  for (const [, specifier = ''] of outputText.matchAll(/require\("(\.[^"]+)"\)/g))
    own.set(specifier, await import(join(file, '..', specifier.replace(/\.js$/, '.ts'))));
  const exports = {};
  const load = runInThisContext(`(exports, require) => {${outputText}\n}`) as Load;
  load(exports, (specifier) => own.get(specifier) ?? require(specifier));
  return exports;
}

const SETTING = /esModuleInterop.*Set "esModuleInterop": true in the tsconfig/;

describe('a transform without esModuleInterop', () => {
  test('is told when jsonwebtoken is loaded, not as an invalid signature of each token', async () => {
    await expect(loadTransformed('tokens/signature.ts', false)).rejects.toThrow(SETTING);
  });

  test('is told when jwks-rsa is used, and does no harm before', async () => {
    const { fetchJwks } = (await loadTransformed('keys/import-jwks.ts', false)) as {
      fetchJwks: (url: string, fetchDocument: () => Promise<unknown>) => Promise<unknown>;
    };
    await expect(fetchJwks('https://id.test/jwks', async () => ({ keys: [] }))).rejects.toThrow(SETTING);
  });
});

test.each(['tokens/signature.ts', 'keys/import-jwks.ts'])(
  'a transform with esModuleInterop works: %s',
  async (path) => {
    expect(Object.keys(await loadTransformed(path, true))).not.toEqual([]);
  },
);

describe('a default export that is not what it should be', () => {
  afterEach(() => void jest.resetModules());

  test.each([
    ['missing', undefined],
    ['null', null],
    ['the namespace in its place', { default: { verify: () => undefined } }],
    ['without verify', {}],
    ['with a verify that is no function', { verify: true }],
  ])('keeps the library from loading: jsonwebtoken is %s', async (_what, broken) => {
    jest.resetModules();
    jest.unstable_mockModule('jsonwebtoken', () => ({ default: broken }));
    await expect(import('../../src/jwt-policy/tokens/signature.js')).rejects.toThrow(SETTING);
  });

  test.each([
    ['missing', undefined],
    ['the namespace in its place', { default: () => undefined }],
  ])('is an error of the fetch, with the setting in it: jwks-rsa is %s', async (_what, broken) => {
    jest.resetModules();
    jest.unstable_mockModule('jwks-rsa', () => ({ default: broken }));
    const { fetchJwks } = await import('../../src/jwt-policy/keys/import-jwks.js');
    await expect(fetchJwks('https://id.test/jwks', async () => ({ keys: [] }))).rejects.toThrow(SETTING);
  });
});
