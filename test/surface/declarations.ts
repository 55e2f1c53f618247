import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** A name at the top level of a file, by which a declaration is found. */
interface Place {
  readonly path: string;
  readonly name: string;
}

/** The declarations of one file as the compiler publishes them, and where its names come from. */
interface DeclarationFile {
  readonly declared: ReadonlyMap<string, readonly ts.Node[]>;
  /** What the file imports from files of ours, by its name here. */
  readonly imported: ReadonlyMap<string, Place>;
  /** What it exports, by the name under which others see it. */
  readonly exported: ReadonlyMap<string, Place>;
}

function compilerOptions(): ts.CompilerOptions {
  const path = join(import.meta.dirname, '../../tsconfig.build.json');
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { readonly config: object };
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(path)).options;
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    const names = statement.declarationList.declarations.map(({ name }) => name);
    return names.filter(ts.isIdentifier).map(({ text }) => text);
  }
  const isNamed =
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

/** Reads the library as its users see it: by the declarations that the compiler would publish, one file at a time. */
export class Declarations {
  private readonly options = compilerOptions();
  private readonly files = new Map<string, DeclarationFile>();

  /** Where the exports of a file are declared, by the names under which it exports them. */
  exportsOf(path: string): ReadonlyMap<string, Place> {
    const { exported } = this.read(path);
    return new Map([...exported].map(([name, place]) => [name, this.resolve(place)]));
  }

  nodesAt({ path, name }: Place): readonly ts.Node[] {
    return this.read(path).declared.get(name) ?? [];
  }

  /** Where a name that a file mentions is declared. Undefined where that is no file of ours. */
  find(path: string, name: string): Place | undefined {
    const file = this.read(path);
    const place = file.declared.has(name) ? { path, name } : file.imported.get(name);
    return place && this.resolve(place);
  }

  private resolve(place: Place): Place {
    const file = this.read(place.path);
    if (file.declared.has(place.name)) return place;
    const further = file.exported.get(place.name);
    return further === undefined ? place : this.resolve(further);
  }

  private read(path: string): DeclarationFile {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const { outputText } = ts.transpileDeclaration(readFileSync(path, 'utf8'), {
      fileName: path,
      compilerOptions: this.options,
    });
    const source = ts.createSourceFile(path, outputText, ts.ScriptTarget.Latest, true);
    const file = readFile(source, path);
    this.files.set(path, file);
    return file;
  }
}

function readFile({ statements }: ts.SourceFile, path: string): DeclarationFile {
  const declared = new Map<string, ts.Node[]>();
  const imported = new Map<string, Place>();
  const exported = new Map<string, Place>();
  for (const statement of statements) {
    for (const name of namesOf(statement)) declared.set(name, [...(declared.get(name) ?? []), statement]);
    const specifier =
      (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) && statement.moduleSpecifier;
    if (!specifier || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) continue;
    const target = join(dirname(path), specifier.text.replace(/\.js$/, '.ts'));
    const [bindings, names] = ts.isExportDeclaration(statement)
      ? [statement.exportClause, exported]
      : [ts.isImportDeclaration(statement) && statement.importClause?.namedBindings, imported];
    if (!bindings || !(ts.isNamedExports(bindings) || ts.isNamedImports(bindings))) continue;
    for (const { name, propertyName } of bindings.elements)
      names.set(name.text, { path: target, name: (propertyName ?? name).text });
  }
  for (const name of declared.keys()) exported.set(name, { path, name });
  return { declared, imported, exported };
}
