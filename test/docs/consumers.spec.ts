import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { headingFor } from './troubleshooting.js';
import { readDocument, ROOT } from './markdown.js';

const MATRIX = join(ROOT, 'test/consumers/matrix');

interface Kind {
  readonly name: string;
  readonly title?: string;
  readonly onlyNest?: string;
  readonly section?: string;
  readonly configuration?: string;
  readonly cannot?: readonly { readonly shows: readonly string[]; readonly reason: string }[];
}

interface Result {
  readonly kind: string;
  readonly nest: string;
  readonly node: string;
  readonly works: boolean;
  readonly day: string;
  readonly reason?: string;
}

/** The files of test/consumers run without TypeScript, so they have no types. */
async function load<T>(file: string): Promise<T> {
  return (await import(pathToFileURL(join(MATRIX, file)).href)) as T;
}

const { KINDS } = await load<{ readonly KINDS: readonly Kind[] }>('kinds.mjs');
const { readmeTable } = await load<{ readonly readmeTable: (results: readonly Result[]) => string }>(
  'readme.mjs',
);
const { configurationOf, commandOf } = await load<{
  readonly configurationOf: (section: string) => string | undefined;
  readonly commandOf: (section: string) => { readonly parameters: readonly string[] };
}>('documented.mjs');
const RESULTS = JSON.parse(readFileSync(join(MATRIX, 'results.json'), 'utf8')) as readonly Result[];

describe('the table of README.md', () => {
  test('is what the last run of all consumers found', () => {
    const [, table] =
      /<!-- consumers -->\n\n(.*?)<!-- \/consumers -->/s.exec(readDocument('README.md')) ?? [];
    expect(table).toBe(readmeTable(RESULTS));
  });

  test('stands on a result for every kind, on both majors of Nest and three lines of Node', () => {
    const told = KINDS.filter(({ title }) => title !== undefined).map(({ name }) => name);
    const lineOf = (node: string): string => node.split('.')[0] ?? '';
    const wanted = ['11', '12'].flatMap((nest) =>
      told.flatMap((kind) => ['20', '22', '24'].map((line) => `${kind} ${nest} ${line}`)),
    );
    const found = RESULTS.filter(({ kind }) => told.includes(kind));
    expect(found.map(({ kind, nest, node }) => `${kind} ${nest} ${lineOf(node)}`).toSorted()).toEqual(
      wanted.toSorted(),
    );
  });

  test('tells what does not work, which the results give a reason for', () => {
    const failing = RESULTS.filter(({ works }) => !works);
    expect(failing.filter(({ reason = '' }) => reason.length < 20)).toEqual([]);
    const some = { kind: 'esm', nest: '11', works: true, day: '2026-01-02' };
    const results = [
      { ...some, node: '20.19.0' },
      { ...some, node: '22.12.0', works: false, day: '2026-01-01' },
      { ...some, node: '22.12.0', nest: '12', works: false },
    ];
    const table = readmeTable(results);
    expect(table).toMatch(/ES modules .* \| Node 20\.19 +\| no +\|/);
    expect(table).toMatch(/tsx +\| not tried +\| not tried +\|/);
    expect(table).toMatch(/2026-01-01 or later/);
  });
});

describe('docs/testing.md', () => {
  const documented = KINDS.flatMap(({ section, configuration }) =>
    section === undefined ? [] : [{ section, isConfigured: configuration !== undefined }],
  );
  const sections = documented.map(({ section }) => section);

  test.each(documented)(
    'has the command of "$section", and a configuration where one is needed',
    (runner) => {
      const { section, isConfigured } = runner;
      expect(commandOf(section).parameters.length).toBeGreaterThan(0);
      expect(configurationOf(section) !== undefined).toBe(isConfigured || section.startsWith('Jest'));
    },
  );

  test('has no section on a test runner that no consumer tries', () => {
    const [, runners = ''] = readDocument('docs/testing.md').split('\n## Your test runner\n');
    const headings = [...(runners.split('\n## ')[0] ?? '').matchAll(/^### (.+)$/gm)].map(
      ([, heading]) => heading,
    );
    expect(headings).toEqual(sections);
  });
});

test('what keeps a kind from working is explained in docs/troubleshooting.md', () => {
  const messages = KINDS.flatMap(({ cannot = [] }) => cannot.map(({ shows: [message = ''] }) => message));
  expect(new Set(messages).size).toBeGreaterThan(1);
  expect(messages.filter((message) => headingFor(message) === undefined)).toEqual([]);
});
