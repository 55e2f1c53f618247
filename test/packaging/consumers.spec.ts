import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from './packed-library.js';

const CONSUMERS = join(ROOT, 'test/consumers');

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly resolved?: string; readonly dependencies?: Readonly<Record<string, string>> }>
  >;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(CONSUMERS, path), 'utf8'));
}

/** The folders with the packages of an app, such as `apps/gateway/nest-11`; the kinds of applications share theirs. */
const PACKAGES = [...readdirSync(join(CONSUMERS, 'apps')).map((app) => `apps/${app}`), 'matrix'].flatMap(
  (folder) =>
    readdirSync(join(CONSUMERS, folder))
      .filter((name) => name !== 'node' && existsSync(join(CONSUMERS, folder, name, 'package.json')))
      .map((variant) => `${folder}/${variant}`),
);

test('there are apps for both majors of Nest', () => {
  const majors = PACKAGES.flatMap((path) => /\/(nest-\d+)(?:-oldest)?$/.exec(path)?.[1] ?? []);
  expect(new Set(majors)).toEqual(new Set(['nest-11', 'nest-12']));
});

describe.each([...PACKAGES, 'matrix/node'])('the lock file of %s', (path) => {
  const { dependencies } = read(`${path}/package.json`) as { dependencies: Record<string, string> };
  const { packages } = read(`${path}/package-lock.json`) as LockFile;

  test('is of the packages that the app asks for, each in one version', () => {
    expect(packages['']?.dependencies).toEqual(dependencies);
    expect(
      Object.values(dependencies).filter((range) => !/^(npm:[\w-]+@)?\d+\.\d+\.\d+$/.test(range)),
    ).toEqual([]);
  });

  test('has no download addresses, and leaves the library to the tarball', () => {
    expect(Object.keys(packages).filter((name) => packages[name]?.resolved !== undefined)).toEqual([]);
    expect(Object.keys(packages)).not.toContain('node_modules/nest-jwt-policy');
  });
});
