import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { filesBelow } from '../architecture/source-files.js';
import { ROOT, listEntries, readDocument } from '../docs/markdown.js';

interface ErrorClass {
  readonly name: string;
  readonly base: string;
  /** The types of its `code`: texts, or the name of their union. */
  readonly codes: readonly string[];
}

function codesOf(member: ts.ClassElement | ts.ParameterDeclaration): readonly string[] {
  if (!ts.isPropertyDeclaration(member) && !ts.isParameter(member)) return [];
  if (member.name.getText() !== 'code') return [];
  const texts = member.initializer?.getText() ?? member.type?.getText() ?? '';
  return texts.split('|').map((text) => text.trim().replaceAll("'", ''));
}

function errorClass(node: ts.Node): readonly ErrorClass[] {
  if (!ts.isClassDeclaration(node) || !node.name?.text.endsWith('Error')) return [];
  if (!node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  const [base] = node.heritageClauses?.[0]?.types ?? [];
  const parameters = node.members.flatMap((member) =>
    ts.isConstructorDeclaration(member) ? member.parameters : [],
  );
  const codes = [...node.members, ...parameters].flatMap(codesOf);
  return [{ name: node.name.text, base: base?.expression.getText() ?? '', codes: [...new Set(codes)] }];
}

const CLASSES = filesBelow('src/jwt-policy')
  .filter((path) => !path.endsWith('.spec.ts'))
  .flatMap((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return ts
      .createSourceFile(path, text, ts.ScriptTarget.Latest, true)
      .statements.flatMap((statement) => errorClass(statement));
  });

test('every error that a file of the library exports is a JwtPolicyError', () => {
  const others = CLASSES.filter(({ base }) => base !== 'JwtPolicyError').map(({ name }) => name);
  expect(others).toEqual(['JwtPolicyError']);
});

test('docs/errors.md lists every error that is thrown, with its codes', () => {
  const entries = listEntries(readDocument('docs/errors.md'), '## Errors that are thrown');
  const documented = entries.map(({ name, note }) => `${name} ${note.replaceAll('`', '')}`);
  const thrown = CLASSES.filter(({ base }) => base === 'JwtPolicyError');
  expect(documented.toSorted()).toEqual(
    thrown.map(({ name, codes }) => [name, codes.join(', ')].join(' ')).toSorted(),
  );
  for (const { name, text } of entries) expect([name, text.length > 20]).toEqual([name, true]);
});
