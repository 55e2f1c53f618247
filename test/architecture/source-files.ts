import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');

/** One import, re-export or dynamic import of a file. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  /** The file it names, where it names one of ours. */
  readonly target: string | undefined;
}

/** What the rules look at in one file; paths are relative to the root of the repository. */
export interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Names that no declaration or import of the file explains, with the member that is read: `Date.now`. */
  readonly globals: readonly string[];
  readonly hasDefaultExport: boolean;
  readonly hasStarExport: boolean;
}

/** The TypeScript files below a folder, in order. */
export function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const paths = names.map((name) => posix.join(folder, ...name.split(/[\\/]/)));
  return paths.filter((path) => path.endsWith('.ts')).toSorted();
}

function specifierOf(node: ts.Node): string | undefined {
  const named =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined;
  return named && ts.isStringLiteralLike(named) ? named.text : undefined;
}

/** Whether the identifier is read as a value, rather than naming a member, a declaration or a type. */
function isRead(node: ts.Node): node is ts.Identifier {
  if (!ts.isIdentifier(node) || ts.isPartOfTypeNode(node)) return false;
  const { parent } = node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  return !('name' in parent && parent.name === node);
}

function isGlobal(node: ts.Identifier, checker: ts.TypeChecker): boolean {
  const { parent } = node;
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(node);
  return symbol === undefined || symbol.declarations === undefined;
}

function nameOf(node: ts.Identifier): string {
  const { parent } = node;
  const isOwner = ts.isPropertyAccessExpression(parent) && parent.expression === node;
  return isOwner ? `${node.text}.${parent.name.text}` : node.text;
}

function isDefaultExport(node: ts.Node): boolean {
  const isRenamed = ts.isExportSpecifier(node) && node.name.text === 'default';
  return isRenamed || ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword;
}

function isStarExport(node: ts.Node): boolean {
  return ts.isExportDeclaration(node) && !(node.exportClause && ts.isNamedExports(node.exportClause));
}

function read(source: ts.SourceFile, path: string, checker: ts.TypeChecker): SourceFile {
  const imports: Import[] = [];
  const globals = new Set<string>();
  let hasDefaultExport = false;
  let hasStarExport = false;
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      const target = specifier.startsWith('.')
        ? posix.join(posix.dirname(path), specifier.replace(/\.js$/, '.ts'))
        : undefined;
      imports.push({ from: path, specifier, target });
    }
    hasDefaultExport ||= isDefaultExport(node);
    hasStarExport ||= isStarExport(node);
    if (isRead(node) && isGlobal(node, checker)) globals.add(nameOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  const lines = source.getLineAndCharacterOfPosition(source.end).line;
  return { path, lines, imports, globals: [...globals], hasDefaultExport, hasStarExport };
}

/**
 * Reads files with the TypeScript parser. No library and no import is loaded: whatever then has no declaration is
 * a global, so a parameter named `fetch` is told from the global one.
 */
export function readSources(paths: readonly string[]): readonly SourceFile[] {
  const program = ts.createProgram({
    rootNames: paths.map((path) => join(ROOT, path)),
    options: { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ES2023 },
  });
  const checker = program.getTypeChecker();
  return paths.flatMap((path) => {
    const source = program.getSourceFile(join(ROOT, path));
    return source === undefined ? [] : [read(source, path, checker)];
  });
}
