import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Findings } from '../report/finding.js';
import { MAX_DOCUMENTS, parseYaml } from './parse-yaml.js';
import { readDocuments } from './read-documents.js';
import { MAX_FILE_BYTES } from './read-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nest-jwt-policy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function read(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const findings = new Findings();
  const documents = await readDocuments(path, findings);
  return { documents, found: findings.list.map(({ code, path: where }) => `${code} ${where}`), findings };
}

describe('a file', () => {
  it.each([
    ['a.json', '{"a":1}'],
    ['a.json', '\uFEFF{"a":1}'],
    ['export', ' [\n1]'],
    ['export', '{"a":1}'],
  ])('%s with %j is JSON', async (name, text) => {
    const { documents, found } = await read(name, text);
    expect(documents).toEqual([{ path: '', value: JSON.parse(text.replace('\uFEFF', '')) as unknown }]);
    expect(found).toEqual([]);
  });

  it.each([
    ['a.yaml', 'a: 1'],
    ['a.YML', '{"a":1}'],
    ['binding', 'a: 1\n'],
  ])('%s with %j is YAML', async (name, text) => {
    expect((await read(name, text)).documents).toEqual([{ path: '', value: { a: 1 } }]);
  });

  it('of YAML may hold several documents, empty ones left out', async () => {
    const { documents } = await read('a.yaml', '---\na: 1\n---\n# nothing\n---\nb: 2\n');
    expect(documents).toEqual([
      { path: 'document 1', value: { a: 1 } },
      { path: 'document 3', value: { b: 2 } },
    ]);
  });

  it.each([
    ['a.json', '{"textKey": "topsecret",\n "b": 1 2', 'SYNTAX_INVALID line 2, column 9'],
    ['a.json', '{"textKey": topsecret}', expect.stringMatching(/^SYNTAX_INVALID/)],
    ['a.json', '', 'SYNTAX_INVALID '],
    ['a.yaml', 'textKey: topsecret\ntextKey: topsecret\n', 'SYNTAX_INVALID line 2, column 1'],
    ['a.yaml', 'a: [topsecret', expect.stringMatching(/^SYNTAX_INVALID line 1/)],
    ['a.yaml', 'a: !!js/function topsecret', expect.stringMatching(/^SYNTAX_INVALID line 1/)],
  ])(
    '%s that is not valid is told with its place, and nothing of it is repeated',
    async (name, text, expected) => {
      const { documents, found, findings } = await read(name, text);
      expect(documents).toEqual([]);
      expect(found).toEqual([expected]);
      expect(JSON.stringify(findings.list)).not.toContain('topsecret');
    },
  );

  it.each([
    ['in an object', '{"a": 1, "b": 2, "a": 3}', ['a']],
    ['spelt with escapes', String.raw`{"disabled": false, "\u0064isabled": true}`, ['disabled']],
    ['spelt with escapes both times', String.raw`{"\u0061\/": 1, "a\u002f": true}`, ['"a/"']],
    ['in a policy of a list', '[{"a": 1}, {"a": {"b": [], "b": []}}]', ['[1].a.b']],
    [
      'in an export',
      '{"policyConfigurations":[{"$self":{"configurationData":{"validateCustomClaim":true,"validateCustomClaim":false}}}]}',
      ['policyConfigurations[0]."$self".configurationData.validateCustomClaim'],
    ],
    ['several times', '{"a": 1, "a": 2, "c": {"d": 1, "d": 2}, "a": 3}', ['a', 'c.d', 'a']],
    ['named __proto__', '{"__proto__": 1, "__proto__": 2}', ['__proto__']],
    ['without a name', '{"": 1, "": 2}', ['""']],
    ['behind a list and an object', '{"a": [1, {"x": "a"}, "a"], "b": {"a": 1}, "a": 1}', ['a']],
    ['with a name of many lines', String.raw`{"a\nFORGED": 1, "a\nFORGED": 2}`, [String.raw`"a\nFORGED"`]],
  ])('of JSON with a member twice, %s, is refused with its path', async (_where, text, paths) => {
    const { documents, found, findings } = await read('twice.json', text);
    expect(documents).toEqual([]);
    expect(found).toEqual(paths.map((path) => `SYNTAX_INVALID ${path}`));
    expect(findings.list[0]?.message).toMatch(/^stands twice in one object, again at line 1, column \d+:/);
  });

  it.each([
    '{"a": "a", "b": "a", "c": ["a", "a", {"a": 1}], "d": {"a": {"a": 1}}}',
    '{"a": ",", "b": "{\\"a\\": 1, \\"a\\": 2}", "A": 1, "\\\\": 1, "c": "\\\\"}',
    '[{"a": 1}, {"a": 1}, "a", "a", {}, [], {}]',
    ' "text" ',
    'null',
  ])('of JSON with every member once is read: %s', async (text) => {
    const { documents, found } = await read('once.json', text);
    expect([documents, found]).toEqual([[{ path: '', value: JSON.parse(text) as unknown }], []]);
  });

  it('of JSON with a member twice tells the line, and twenty at most', async () => {
    const { findings } = await read('twice.json', `{"a": 1${',\n  "a": 1'.repeat(30)}}`);
    expect(findings.list).toHaveLength(20);
    expect(findings.list[1]?.message).toContain('line 3, column 3');
  });

  it('of JSON may nest as deeply as policies do, and no more', async () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect((await read('deep.json', nested(64))).found).toEqual([]);
    expect((await read('deep.json', nested(65))).found).toEqual(['SYNTAX_INVALID ']);
    expect((await read('deep.json', nested(1_000_000))).found).toEqual(['SYNTAX_INVALID ']);
    expect((await read('deep.json', `["${'\\\\'.repeat(1_000_000)}"]`)).found).toEqual([]);
  });

  it.each([
    ['a number and its text', '1: a\n"1": b'],
    ['true and its text', 'true: a\n"true": b'],
    ['nothing and an empty text', '? \n: a\n"": b'],
    ['an alias and what it stands for', 'x: &name disabled\ndisabled: false\n*name : true'],
    ['a text with escapes', String.raw`disabled: false` + '\n' + String.raw`"\u0064isabled": true`],
  ])('of YAML with a key twice, as %s, is refused', async (_what, text) => {
    expect((await read('twice.yaml', text)).found).toEqual([
      expect.stringMatching(/^SYNTAX_INVALID line \d/),
    ]);
  });

  it.each([
    ['lists', `a: ${'['.repeat(100_000)}`],
    ['objects', `a: ${'{a: '.repeat(100_000)}`],
    ['lists of lists on one line', `${'- '.repeat(100_000)}a`],
    ['keys of keys', `${'? '.repeat(100_000)}a`],
    ['indented objects', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('of YAML that nests %s too deeply is refused before it is parsed', async (_what, text) => {
    expect((await read('deep.yaml', text)).found).toEqual(['SYNTAX_INVALID ']);
  });

  it('of YAML may nest as deeply as policies do', async () => {
    const text = `a: ${'['.repeat(30)}${']'.repeat(30)}\nb:\n${' '.repeat(60)}c: 1`;
    expect((await read('deep.yaml', text)).found).toEqual([]);
  });

  it('of YAML whose aliases stand for gigabytes is refused', async () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [x, x]'
        : `a${level}: &a${level} [${Array(10)
            .fill(`*a${level - 1}`)
            .join(', ')}]`,
    );
    expect((await read('bomb.yaml', levels.join('\n'))).found).toEqual(['SYNTAX_INVALID ']);
  });

  it('of YAML may hold 200 documents, and one more is an error: none is cut off', async () => {
    const documents = (count: number): string => '---\na: 1\n'.repeat(count);
    const most = await read('many.yaml', documents(MAX_DOCUMENTS));
    expect([MAX_DOCUMENTS, most.documents.length, most.found]).toEqual([200, 200, []]);
    const tooMany = await read('many.yaml', documents(MAX_DOCUMENTS + 1));
    expect([tooMany.documents, tooMany.found]).toEqual([[], ['LIMIT_EXCEEDED ']]);
  });

  it('of YAML with a key __proto__ changes no prototype', async () => {
    const { documents } = await read('a.yaml', '__proto__: { polluted: true }');
    expect(Object.keys(documents[0]?.value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('has a limit, and one byte more is not read', async () => {
    expect((await read('a.json', `${' '.repeat(MAX_FILE_BYTES - 2)}{}`)).found).toEqual([]);
    expect((await read('a.json', `${' '.repeat(MAX_FILE_BYTES - 1)}{}`)).found).toEqual(['FILE_UNREADABLE ']);
  });

  it('that is no text is refused', async () => {
    expect((await read('a.json', new Uint8Array([0x7b, 0xff, 0x7d]))).found).toEqual(['FILE_UNREADABLE ']);
  });

  it.each([
    ['missing.json', 'The file cannot be read: there is no such file.'],
    ['.', 'The file cannot be read: it is a folder.'],
    ['x'.repeat(300), 'The file cannot be read: ENAMETOOLONG.'],
  ])('%s that cannot be read is an error in plain words', async (name, message) => {
    const findings = new Findings();
    expect(await readDocuments(join(folder, name), findings)).toEqual([]);
    expect(findings.list).toEqual([{ level: 'error', code: 'FILE_UNREADABLE', path: '', message }]);
  });
});

describe('the package yaml', () => {
  it.each([
    ['import()', 'ERR_MODULE_NOT_FOUND'],
    ['a bundler', 'MODULE_NOT_FOUND'],
  ])('is asked for by name where it is missing, as %s tells it', async (_by, code) => {
    const missing = () => Promise.reject(Object.assign(new Error('gone'), { code }));
    const result = await parseYaml('a: 1', missing);
    expect(result).toMatchObject({
      code: 'YAML_MISSING',
      message: expect.stringContaining('npm install yaml'),
    });
  });

  it('that is broken is not taken for missing', async () => {
    await expect(parseYaml('a: 1', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
