import ts from 'typescript';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT, readDocument, tableRows } from './markdown.js';

/** The names and `@default` of every member of an interface in the option types. */
function membersOf(interfaceName: string, file = 'options/options.ts'): Map<string, string | undefined> {
  const path = join(ROOT, 'src/jwt-policy', file);
  const source = ts.createSourceFile(path, ts.sys.readFile(path) ?? '', ts.ScriptTarget.Latest, true);
  const members = new Map<string, string | undefined>();
  ts.forEachChild(source, (node) => {
    if (!ts.isInterfaceDeclaration(node) || node.name.text !== interfaceName) return;
    for (const member of node.members) {
      if (!ts.isPropertySignature(member)) continue;
      const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default');
      members.set(member.name.getText(source), ts.getTextOfJSDocComment(tag?.comment));
    }
  });
  if (members.size === 0) throw new Error(`${path} declares no members of ${interfaceName}`);
  return members;
}

/** The files of the types that do not stand with the other options. */
const ELSEWHERE = new Map([
  ['ClaimCheckOptions', 'claims/claim-demand.ts'],
  ['ClientsOptions', 'clients/client-registry.ts'],
]);

const page = readDocument('docs/options.md');
const documented = (heading: string): Map<string, string> =>
  new Map(
    tableRows(page, heading).map(([name = '', fallback = '']) => [
      name.replaceAll('`', ''),
      fallback.replaceAll('`', ''),
    ]),
  );

describe.each([
  ['## Module', 'CommonOptions'],
  ['## Policy', 'PolicyOptions'],
  ['## Policy', 'AppliesToOptions'],
  ['## Issuer', 'IssuerOptions'],
  ['## Issuer', 'JwksOptions'],
  ['## Policy', 'ClaimToHeader'],
  ['## Policy', 'ClientsOptions'],
  ['## Checks and rules', 'ClaimCheckOptions'],
])('%s of docs/options.md', (heading, interfaceName) => {
  const file = ELSEWHERE.get(interfaceName) ?? 'options/options.ts';

  test(`has every member of ${interfaceName}`, () => {
    const names = [...membersOf(interfaceName, file).keys()];
    expect([...documented(heading).keys()]).toEqual(expect.arrayContaining(names));
  });

  test(`gives each number, text and switch of ${interfaceName} the default that its type documents`, () => {
    const rows = documented(heading);
    for (const [name, fallback] of membersOf(interfaceName, file)) {
      if (fallback !== undefined && /^(\d+|true|false|'\w+'|\[.*\])$/.test(fallback))
        expect([name, rows.get(name)]).toEqual([name, fallback]);
    }
  });
});
