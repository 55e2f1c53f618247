import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build, type Format } from 'esbuild';
import { esmOnlySyntax, reachedFrom, readEntryPoints } from './entry-points.js';
import { makeFreshApp, type FreshApp } from './fresh-app.js';
import { optionalPeers, readManifest, ROOT } from './packed-library.js';

const { exports, main, types, typesVersions } = readEntryPoints(ROOT);
const ENTRIES = Object.entries(exports).flatMap(([subpath, target]) =>
  typeof target === 'string' ? [] : [{ subpath, ...target }],
);
const SUBPATHS = ENTRIES.filter(({ subpath }) => subpath !== '.');

/** The optional peers without which a subpath is of no use. */
const NEEDED_BY: Readonly<Record<string, readonly string[]>> = {
  './microservices': ['@nestjs/microservices'],
  './websockets': ['@nestjs/websockets'],
};

describe('an app that resolves modules as TypeScript did before `exports`', () => {
  test('finds the main entry', () => {
    expect({ default: main, types }).toEqual(exports['.']);
  });

  test('finds the types of every subpath, and of nothing else', () => {
    const twins = SUBPATHS.map((entry) => [entry.subpath.replace('./', ''), [entry.types]]);
    expect(typesVersions).toEqual({ '*': Object.fromEntries(twins) as object });
  });
});

describe('syntax that only an ES module may have', () => {
  test.each([
    ['import.meta', 'const here = import.meta.url;'],
    ['top-level await', 'const one = await load();'],
    ['top-level await', 'if (isOn) { for await (const one of all) use(one); }'],
    ['top-level await', 'class Store { static [await load()] = 1; }'],
  ])('is found: %s in %j', (what, text) => {
    expect(esmOnlySyntax(text)).toEqual([what]);
  });

  test.each([
    ['// import.meta'],
    ["const text = 'await load()';"],
    ['async function load() { await one(); for await (const two of all) use(two); }'],
    ['const load = async () => await one();'],
    ['class Store { async load() { await one(); } }'],
  ])('is not seen in %j', (text) => {
    expect(esmOnlySyntax(text)).toEqual([]);
  });
});

describe.each(ENTRIES)('the entry point $subpath', ({ subpath, default: entry }) => {
  let app: FreshApp;
  let library = '';
  let reached: readonly string[] = [];

  beforeAll(async () => {
    app = await makeFreshApp('');
    library = join(app.folder, 'node_modules/nest-jwt-policy');
    reached = reachedFrom(library, entry);
  }, 60_000);

  afterAll(() => app.remove());

  test('reaches nothing that cannot be transformed to CommonJS or loaded by require()', () => {
    expect(reached.length).toBeGreaterThan(10);
    const refused = reached.map((file) => [
      file,
      ...esmOnlySyntax(readFileSync(join(library, file), 'utf8')),
    ]);
    expect(refused.filter(({ length }) => length > 1)).toEqual([]);
  });

  test('reaches neither the command line, nor what tests need, nor another transport, unless it is that', () => {
    const own = subpath.replace('./', '');
    const apart = ['cli', 'testing', 'graphql', 'microservices', 'websockets'].filter((room) => room !== own);
    expect(reached.filter((file) => apart.includes(file.split('/')[2] ?? ''))).toEqual([]);
  });

  test.each<Format>(['esm', 'cjs'])(
    'is bundled as %s without a word where the optional peers are not installed',
    async (format) => {
      const manifest = readManifest(library);
      const optional = optionalPeers(manifest);
      const own = NEEDED_BY[subpath] ?? [];
      const shared = Object.keys(manifest.peerDependencies).filter(
        (name) => own.includes(name) || !optional.includes(name),
      );
      const { errors, warnings } = await build({
        stdin: { contents: `export * from 'nest-jwt-policy${subpath.slice(1)}';`, resolveDir: app.folder },
        bundle: true,
        write: false,
        platform: 'node',
        format,
        external: shared,
        logLevel: 'silent',
      });
      expect([...errors, ...warnings]).toEqual([]);
    },
    60_000,
  );
});
