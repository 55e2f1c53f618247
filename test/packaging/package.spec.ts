import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import {
  makeFolder,
  optionalPeers,
  readManifest,
  removeFolder,
  ROOT,
  unpackLibrary,
} from './packed-library.js';

/** The paths of the files below a folder, in order. */
function filesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .toSorted();
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('the published package', () => {
  const workshop = makeFolder();
  const unpacked = join(workshop, 'unpacked');
  let files: readonly string[] = [];

  beforeAll(async () => {
    mkdirSync(unpacked);
    await unpackLibrary(workshop, unpacked);
    files = filesIn(unpacked);
  }, 60_000);

  afterAll(() => removeFolder(workshop));

  test('holds the built library, and beside it only what npm and the reader need', () => {
    const beside = files.filter((file) => !file.startsWith('dist/jwt-policy/'));
    expect(beside).toEqual(['LICENSE', 'README.md', 'package.json']);
  });

  test('holds the code and the types of every source of the library, and nothing else of it', () => {
    const sources = filesIn(join(ROOT, 'src/jwt-policy')).filter((file) => !file.endsWith('.spec.ts'));
    const built = sources.flatMap((file) => [file.replace(/ts$/, 'd.ts'), file.replace(/ts$/, 'js')]);
    const held = files.filter((file) => file.startsWith('dist/'));
    expect(held).toEqual(built.map((file) => `dist/jwt-policy/${file}`).toSorted());
  });

  test('names in its exports files that are there', () => {
    const { exports } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as {
      readonly exports: Readonly<Record<string, string | Record<string, string>>>;
    };
    expect(Object.keys(exports)).toEqual([
      '.',
      './expressions',
      './graphql',
      './mulesoft',
      './microservices',
      './testing',
      './websockets',
      './package.json',
    ]);
    const targets = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    expect(targets.filter((target) => !files.includes(target.replace('./', '')))).toEqual([]);
  });

  test('has a command that is there and that a shell can run', () => {
    const { bin } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as {
      readonly bin: Readonly<Record<string, string>>;
    };
    expect(Object.keys(bin)).toEqual(['nest-jwt-policy']);
    for (const target of Object.values(bin)) {
      expect(files).toContain(target);
      expect(readFileSync(join(unpacked, target), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
  });

  test('imports an optional peer only at the moment it is needed', () => {
    const optional = optionalPeers(readManifest(unpacked));
    expect(optional).toEqual(['@nestjs/microservices', '@nestjs/websockets', 'recheck', 'yaml']);
    const needing = files
      .filter((file) => /\.(js|d\.ts)$/.test(file))
      // Whoever imports one of these subpaths has the package: its room needs it from the start.
      .filter((file) => !/^dist\/jwt-policy\/(microservices|websockets)\//.test(file))
      .filter((file) => {
        const text = readFileSync(join(unpacked, file), 'utf8');
        return [...text.matchAll(/^\s*(?:import|export)\b[^;(]*?['"]([^'"]+)['"];/gm)].some(([, from = '']) =>
          optional.includes(packageOf(from)),
        );
      });
    expect(needing).toEqual([]);
  });

  test('imports only what it declares', () => {
    const { dependencies, peerDependencies } = readManifest(unpacked);
    const imported = files
      .filter((file) => /\.(js|d\.ts)$/.test(file))
      .flatMap((file) => ts.preProcessFile(readFileSync(join(unpacked, file), 'utf8')).importedFiles)
      .map(({ fileName }) => fileName)
      .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier));
    const packages = new Set(imported.map(packageOf));
    const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
    expect([...packages].filter((name) => !declared.has(name))).toEqual([]);
    expect(Object.keys(dependencies).filter((name) => !packages.has(name))).toEqual([]);
  });
});
