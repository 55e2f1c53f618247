import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
const ROOT = join(import.meta.dirname, '../..');
/** The TypeScript files below a folder, in order. */
export function filesBelow(folder) {
    const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    const paths = names.map((name) => posix.join(folder, ...name.split(/[\\/]/)));
    return paths.filter((path) => path.endsWith('.ts')).toSorted();
}
function specifierOf(node) {
    const named = ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
            ? node.arguments[0]
            : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
                ? node.argument.literal
                : undefined;
    return named && ts.isStringLiteralLike(named) ? named.text : undefined;
}
function isTypeOnly(node) {
    if (ts.isImportTypeNode(node))
        return true;
    const clause = ts.isImportDeclaration(node)
        ? node.importClause
        : ts.isExportDeclaration(node)
            ? node
            : undefined;
    if (clause === undefined || clause.isTypeOnly)
        return clause !== undefined;
    const names = ts.isImportClause(clause) ? clause.namedBindings : clause.exportClause;
    const hasDefault = ts.isImportClause(clause) && clause.name !== undefined;
    if (hasDefault || !names || !(ts.isNamedImports(names) || ts.isNamedExports(names)))
        return false;
    return [...names.elements].every((element) => element.isTypeOnly);
}
/** Whether the identifier is read as a value, rather than naming a member, a declaration or a type. */
function isRead(node) {
    if (!ts.isIdentifier(node) || ts.isPartOfTypeNode(node))
        return false;
    const { parent } = node;
    if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent))
        return false;
    if (ts.isShorthandPropertyAssignment(parent))
        return true;
    if (ts.isBindingElement(parent) && parent.propertyName === node)
        return false;
    return !('name' in parent && parent.name === node);
}
function isGlobal(node, checker) {
    const { parent } = node;
    const symbol = ts.isShorthandPropertyAssignment(parent)
        ? checker.getShorthandAssignmentValueSymbol(parent)
        : checker.getSymbolAtLocation(node);
    return symbol === undefined || symbol.declarations === undefined;
}
function nameOf(node) {
    const { parent } = node;
    const isOwner = ts.isPropertyAccessExpression(parent) && parent.expression === node;
    return isOwner ? `${node.text}.${parent.name.text}` : node.text;
}
function isDefaultExport(node) {
    const isRenamed = ts.isExportSpecifier(node) && node.name.text === 'default';
    return isRenamed || ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword;
}
function isStarExport(node) {
    return ts.isExportDeclaration(node) && !(node.exportClause && ts.isNamedExports(node.exportClause));
}
function read(source, path, checker) {
    const imports = [];
    const globals = new Set();
    let hasDefaultExport = false;
    let hasStarExport = false;
    const visit = (node) => {
        const specifier = specifierOf(node);
        if (specifier !== undefined) {
            const target = specifier.startsWith('.')
                ? posix.join(posix.dirname(path), specifier.replace(/\.js$/, '.ts'))
                : undefined;
            imports.push({ from: path, specifier, target, isTypeOnly: isTypeOnly(node) });
        }
        hasDefaultExport ||= isDefaultExport(node);
        hasStarExport ||= isStarExport(node);
        if (isRead(node) && isGlobal(node, checker))
            globals.add(nameOf(node));
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
export function readSources(paths) {
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
