import { describe, expect, test } from '@jest/globals';
import { REFUSALS, refuse, type RefusalCode } from '../../src/jwt-policy/errors/index.js';
import { muleSoftReport } from '../../src/jwt-policy/mulesoft/index.js';
import { respondTo } from '../../src/jwt-policy/responses/index.js';
import { codeBlocks, pagesBelow, readDocument, tableRows } from './markdown.js';

const PAGES = pagesBelow('docs/migrating');
const SECTIONS = ['Before', 'After', 'What changes', 'What to delete', 'Both at once'];
/** Written for another product, so that there is no program before. */
const POLICY_FILE = 'docs/migrating/api-manager.md';
const PROGRAMS = PAGES.filter((page) => page !== POLICY_FILE);

describe.each(PAGES)('%s', (page) => {
  test('has the sections of all these pages, in order', () => {
    const sections = [...readDocument(page).matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(sections).toEqual(SECTIONS);
  });
});

describe.each(PROGRAMS)('%s', (page) => {
  const text = readDocument(page);
  const [header, ...rows] = tableRows(text, '## What changes');

  test('has one program before and one after; the apps of test/consumers compile and ask both', () => {
    expect([codeBlocks(text, 'ts before').length, codeBlocks(text, 'ts').length]).toEqual([1, 1]);
    for (const language of ['ts before', 'ts'])
      expect(codeBlocks(text, language)[0]).toContain('export class AppModule');
  });

  test('says of each call what came back before, and what comes back with which code', () => {
    expect(header).toEqual(['call', 'before', 'after']);
    expect(rows.length).toBeGreaterThan(10);
    for (const [call, before = '', after = ''] of rows) {
      const [, status, code] = /^(\d{3})(?: `([A-Z_]+)`)?$/.exec(after) ?? [];
      if (code !== undefined) {
        expect(Object.keys(REFUSALS)).toContain(code);
        expect([call, Number(status)]).toEqual([call, respondTo(refuse(code as RefusalCode, '')).status]);
      } else expect([call, after]).toEqual([call, call === 'no token: the challenge' ? '`Bearer`' : '200']);
      expect([call, before]).toEqual([call, expect.stringMatching(/^(\d{3}|none)$/)]);
    }
  });
});

test('the policies of docs/migrating/api-manager.md load without errors and warnings', async () => {
  const [source = ''] = codeBlocks(readDocument(POLICY_FILE), 'json');
  const { policies, counts } = await muleSoftReport(JSON.parse(source), {});
  expect(policies.map(({ name }) => name)).toEqual(['read', 'write']);
  expect([counts.error, counts.warning]).toEqual([0, 0]);
});
