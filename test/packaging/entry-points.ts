import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** The part of a package.json that says where a package is entered. */
export interface EntryPoints {
  readonly main: string;
  readonly types: string;
  readonly typesVersions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

export function readEntryPoints(folder: string): EntryPoints {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as EntryPoints;
}

/** The files of the package that an entry point reaches, by static and dynamic imports; relative to its folder. */
export function reachedFrom(folder: string, entry: string): readonly string[] {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { fileName } of ts.preProcessFile(readFileSync(path, 'utf8')).importedFiles)
      if (fileName.startsWith('.')) visit(join(dirname(path), fileName));
  };
  visit(join(folder, entry));
  return [...reached].map((path) => relative(folder, path).replaceAll('\\', '/')).toSorted();
}

/** What keeps a text from being transformed to CommonJS or loaded by `require()`. */
export function esmOnlySyntax(text: string): readonly string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node, isTopLevel: boolean): void => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
      found.add('import.meta');
    const awaits =
      ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    if (isTopLevel && awaits) found.add('top-level await');
    ts.forEachChild(node, (child) => visit(child, isTopLevel && !ts.isFunctionLike(node)));
  };
  visit(ts.createSourceFile('file.js', text, ts.ScriptTarget.Latest, true), true);
  return [...found];
}
