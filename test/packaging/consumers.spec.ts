import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from './packed-library.js';

const APPS = join(ROOT, 'test/consumers/apps');

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly resolved?: string; readonly dependencies?: Readonly<Record<string, string>> }>
  >;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(APPS, path), 'utf8'));
}

/** The folders with the packages of an app, such as `gateway/nest-11`. */
const PACKAGES = readdirSync(APPS).flatMap((app) =>
  readdirSync(join(APPS, app))
    .filter((name) => existsSync(join(APPS, app, name, 'package.json')))
    .map((variant) => `${app}/${variant}`),
);

test('there are apps for both majors of Nest', () => {
  const variants = PACKAGES.map((path) => path.split('/')[1] ?? '');
  expect(new Set(variants.filter((name) => name.startsWith('nest-')))).toEqual(
    new Set(['nest-11', 'nest-12']),
  );
});

describe.each(PACKAGES)('the lock file of %s', (path) => {
  const { dependencies } = read(`${path}/package.json`) as { dependencies: Record<string, string> };
  const { packages } = read(`${path}/package-lock.json`) as LockFile;

  test('is of the packages that the app asks for, each in one version', () => {
    expect(packages['']?.dependencies).toEqual(dependencies);
    expect(Object.values(dependencies).filter((range) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  });

  test('has no download addresses, and leaves the library to the tarball', () => {
    expect(Object.keys(packages).filter((name) => packages[name]?.resolved !== undefined)).toEqual([]);
    expect(Object.keys(packages)).not.toContain('node_modules/nest-jwt-policy');
  });
});
