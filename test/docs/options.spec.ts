import ts from 'typescript';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DeclaredClientsOptions } from '../../src/jwt-policy/options/clients-options.js';
import { DeclaredIssuerOptions } from '../../src/jwt-policy/options/issuer-options.js';
import { DeclaredJwksOptions } from '../../src/jwt-policy/options/jwks-options.js';
import {
  DeclaredModuleOptions,
  DeclaredTokenCacheOptions,
} from '../../src/jwt-policy/options/module-options.js';
import {
  DeclaredAppliesToOptions,
  DeclaredPolicyOptions,
} from '../../src/jwt-policy/options/policy-options.js';
import { optionNames } from '../../src/jwt-policy/options/validate-options.js';
import { ROOT, listEntries, readDocument, type ListEntry } from './markdown.js';

interface Member {
  readonly name: string;
  /** The sentences above it, without tags. */
  readonly comment: string;
  /** What `@default` says. */
  readonly fallback: string | undefined;
  /** The text of its initial value. */
  readonly initial: string | undefined;
}

/** Every member of a class or an interface of the library. */
function membersOf(typeName: string, file: string): readonly Member[] {
  const path = join(ROOT, 'src/jwt-policy', file);
  const source = ts.createSourceFile(path, ts.sys.readFile(path) ?? '', ts.ScriptTarget.Latest, true);
  const members: Member[] = [];
  ts.forEachChild(source, (node) => {
    if (!ts.isInterfaceDeclaration(node) && !ts.isClassDeclaration(node)) return;
    if (node.name?.text !== typeName) return;
    for (const member of node.members) {
      if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) continue;
      const [comment] = ts.getJSDocCommentsAndTags(member);
      const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default');
      const initial = ts.isPropertyDeclaration(member) ? member.initializer?.getText(source) : undefined;
      members.push({
        name: member.name.getText(source),
        comment: (comment && ts.isJSDoc(comment) && ts.getTextOfJSDocComment(comment.comment)) || '',
        fallback: ts.getTextOfJSDocComment(tag?.comment),
        initial: initial?.replaceAll(/(?<=\d)_(?=\d)/g, ''),
      });
    }
  });
  return members;
}

const page = readDocument('docs/options.md');
const entriesBelow = (heading: string): ReadonlyMap<string, ListEntry> =>
  new Map(listEntries(page, heading).map((entry) => [entry.name, entry]));

/** The bounds in a text: `30…86400`. */
const boundsIn = (text: string): string | undefined => /\d+…\d+/.exec(text)?.[0];

const isLiteral = (text: string): boolean => /^(\d+|true|false|'\w+'|\[.*\])$/.test(text);

const DECLARED: readonly [heading: string, declared: new () => object, file: string][] = [
  ['## Module', DeclaredModuleOptions, 'options/module-options.ts'],
  ['## Module', DeclaredTokenCacheOptions, 'options/module-options.ts'],
  ['## Policy', DeclaredPolicyOptions, 'options/policy-options.ts'],
  ['## Policy', DeclaredAppliesToOptions, 'options/policy-options.ts'],
  ['## Policy', DeclaredClientsOptions, 'options/clients-options.ts'],
  ['## Issuer', DeclaredIssuerOptions, 'options/issuer-options.ts'],
  ['## Issuer', DeclaredJwksOptions, 'options/jwks-options.ts'],
];

describe.each(DECLARED)('%s: %p', (_heading, declared, file) => {
  const members = membersOf(declared.name, file);

  test('every option has a decorator, which makes its name known, and a sentence', () => {
    expect(members.length).toBeGreaterThan(1);
    expect(optionNames(declared)).toEqual(members.map(({ name }) => name));
    expect(members.filter(({ comment }) => comment === '')).toEqual([]);
  });

  test('@default says the initial value', () => {
    for (const { name, fallback = '', initial = '' } of members)
      if (isLiteral(fallback) && initial !== '') expect([name, fallback]).toEqual([name, initial]);
  });
});

describe.each([
  ...DECLARED.map(([heading, { name }, file]) => [heading, name, file] as const),
  ['## Policy', 'ClaimToHeader', 'options/option-values.ts'] as const,
  ['## Checks and rules', 'ClaimCheckOptions', 'claims/claim-demand.ts'] as const,
])('%s of docs/options.md', (heading, typeName, file) => {
  const members = membersOf(typeName, file);
  const entries = entriesBelow(heading);

  test(`has every member of ${typeName}`, () => {
    expect(members.length).toBeGreaterThan(1);
    expect([...entries.keys()]).toEqual(expect.arrayContaining(members.map(({ name }) => name)));
  });

  test(`gives each number, text and switch of ${typeName} its default and its bounds`, () => {
    for (const { name, fallback = '', comment } of members) {
      const { note = '', text = '' } = entries.get(name) ?? {};
      if (isLiteral(fallback))
        expect([name, note.replaceAll('`', '')]).toEqual([name, `default: ${fallback}`]);
      const bounds = boundsIn(comment);
      if (bounds !== undefined) expect([name, boundsIn(text)]).toEqual([name, bounds]);
    }
  });
});
