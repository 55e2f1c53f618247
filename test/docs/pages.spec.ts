import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { listEntries, pagesBelow, readDocument, ROOT } from './markdown.js';

const DOCS = pagesBelow('docs');
const WRITTEN = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...DOCS,
  ...pagesBelow('examples'),
  'bench/README.md',
];
/** Written, or by a program. */
const PAGES = [...WRITTEN, 'bench/RESULTS.md'];

/** How wide a table may be before a reader has to scroll sideways. */
const TABLE_WIDTH = 120;

/** The text without code, where brackets are no links and signs are no headings. */
function prose(path: string): string {
  return readDocument(path).replaceAll(/^```.*?^```/gms, '');
}

/** The names by which GitHub links to the headings of a page. */
function anchorsOf(path: string): readonly string[] {
  return [...prose(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The links of a page to files of the repository, with the place that they lead to. */
function linksOf(
  page: string,
): readonly { readonly link: string; readonly path: string; readonly anchor?: string }[] {
  return [...prose(page).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, link = '']) => {
    const [file = '', anchor] = link.split('#');
    const path = file === '' ? page : join(dirname(page), file);
    return { link, path, ...(anchor !== undefined && { anchor }) };
  });
}

describe('links', () => {
  test.each(PAGES)('of %s lead to files and headings that are there', (page) => {
    const broken = linksOf(page).filter(
      ({ path, anchor }) =>
        !existsSync(join(ROOT, path)) || (anchor !== undefined && !anchorsOf(path).includes(anchor)),
    );
    expect(broken.map(({ link }) => link)).toEqual([]);
  });

  test('are found', () => {
    expect(linksOf('README.md').length).toBeGreaterThan(5);
    expect(PAGES.flatMap(linksOf).filter(({ anchor }) => anchor !== undefined).length).toBeGreaterThan(5);
  });
});

test('docs/README.md lists every other page of docs', () => {
  const listed = linksOf('docs/README.md').filter(({ path }) => path.startsWith('docs/'));
  expect(listed.map(({ path }) => path).toSorted()).toEqual(DOCS.filter((path) => path !== 'docs/README.md'));
});

test.each(WRITTEN)('no table of %s is so wide that it scrolls sideways', (page) => {
  const rows = prose(page)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(rows.filter((row) => row.length > TABLE_WIDTH)).toEqual([]);
});

describe('docs/architecture.md', () => {
  const page = readDocument('docs/architecture.md');
  const named = [...page.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

  test('has every room of the library in its list', () => {
    const entries = readdirSync(join(ROOT, 'src/jwt-policy'), { withFileTypes: true });
    const rooms = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(rooms.length).toBeGreaterThan(10);
    const listed = listEntries(page, '## Rooms').flatMap(({ name }) => name.split(', '));
    expect(rooms.filter((room) => !listed.includes(room))).toEqual([]);
  });

  test('names files that are there', () => {
    const files = named.filter((text) => /^[\w./-]+(\.(ts|mjs|md)|\/)$/.test(text));
    expect(files.length).toBeGreaterThan(20);
    const places = ['', 'src/jwt-policy', 'src/jwt-policy/policy'];
    const missing = files.filter((file) => !places.some((place) => existsSync(join(ROOT, place, file))));
    expect(missing).toEqual([]);
  });
});

test('CI runs .ci/run on the lines of Node that package.json accepts', () => {
  const { jobs } = parse(readDocument('.github/workflows/ci.yml')) as {
    jobs: { check: { strategy: { matrix: { node: number[] } }; steps: { run?: string }[] } };
  };
  expect(jobs.check.strategy.matrix.node).toEqual([20, 22, 24]);
  expect(jobs.check.steps.at(-1)?.run).toBe('.ci/run');
});
