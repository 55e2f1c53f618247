import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readDocument, ROOT } from './markdown.js';

/** The Markdown files of a folder of the repository. */
function pagesOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

const DOCS = pagesOf('docs');
const PAGES = [...pagesOf('.'), ...DOCS, ...pagesOf('bench')];

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
  const listed = linksOf('docs/README.md').filter(({ path }) => dirname(path) === 'docs');
  expect(listed.map(({ path }) => path).toSorted()).toEqual(
    DOCS.filter((path) => basename(path) !== 'README.md').toSorted(),
  );
});

describe('docs/architecture.md', () => {
  const page = readDocument('docs/architecture.md');
  const named = [...page.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

  test('has every room of the library in its table', () => {
    const entries = readdirSync(join(ROOT, 'src/jwt-policy'), { withFileTypes: true });
    const rooms = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(rooms.length).toBeGreaterThan(10);
    const inTable = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rooms.filter((room) => !inTable.some((line) => line.includes(`\`${room}\``)))).toEqual([]);
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
