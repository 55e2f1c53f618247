import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lint, type LintReport } from '../../src/jwt-policy/cli/lint.js';
import { FINDING_LEVELS } from '../../src/jwt-policy/mulesoft/index.js';
import { OPTION_NAMES } from '../../src/jwt-policy/mulesoft/convert/mulesoft-options.js';
import { PARAMETERS } from '../../src/jwt-policy/mulesoft/read/parameter-names.js';
import { codeBlocks, listEntries, readDocument, ROOT, tableRows } from './markdown.js';

const page = readDocument('docs/mulesoft.md');
const FIXTURE = join(ROOT, 'test/mulesoft/fixtures/orders-export.json');

/** The rows of a table without its header, code marks taken off. */
function rows(heading: string): readonly (readonly string[])[] {
  return tableRows(page, heading)
    .slice(1)
    .map((cells) => cells.map((cell) => cell.replaceAll('`', '')));
}

describe('docs/mulesoft.md', () => {
  test('has an entry for every parameter, in order, that says what it becomes', () => {
    const entries = listEntries(page, '## Parameters');
    expect(entries.map(({ name }) => name)).toEqual([...PARAMETERS]);
    expect(entries.filter(({ text }) => text.length < 15)).toEqual([]);
  });

  test('has an entry for every option, in order', () => {
    expect(listEntries(page, '## Options').map(({ name }) => name)).toEqual([
      ...OPTION_NAMES.filter((name) => name !== 'unmatchedRoutes' && !isPassedOn(name)),
      'unmatchedRoutes',
      ...OPTION_NAMES.filter(isPassedOn),
    ]);
  });

  test('lists every code of a finding with its level', () => {
    expect(rows('## Findings').map(([code, level]) => [code, level])).toEqual(Object.entries(FINDING_LEVELS));
    expect(rows('## Findings').filter(([, , meaning = '']) => meaning.length < 10)).toEqual([]);
  });

  test('shows what lint really says', async () => {
    let out = '';
    await lint([FIXTURE], {
      out: (text) => void (out += text),
      err: () => undefined,
      stdin: () => Promise.resolve(new Uint8Array()),
      env: {},
    });
    const name = basename(FIXTURE);
    expect(codeBlocks(page, 'text')[0]).toBe(
      `$ npx nest-jwt-policy lint ${name}\n${out.replaceAll(FIXTURE, name)}`,
    );
  });

  test('lists every member of what lint --json prints', async () => {
    let out = '';
    const io = { err: () => undefined, stdin: () => Promise.resolve(new Uint8Array()), env: {} };
    await lint(['--json', FIXTURE], { ...io, out: (text) => void (out += text) });
    const { files, ...more } = JSON.parse(out) as LintReport;
    const members = [...Object.keys(more), ...Object.keys(files[0] ?? {}).map((name) => `files[].${name}`)];
    const listed = listEntries(page, '## The report').map(({ name }) => name);
    expect(listed.filter((name) => /^counts$|^files\[/.test(name)).toSorted()).toEqual(members.toSorted());
  });
});

function isPassedOn(name: string): boolean {
  return ['tokenCache', 'failFast', 'clock', 'fetch'].includes(name);
}
