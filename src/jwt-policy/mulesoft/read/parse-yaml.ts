/** What stands in a text that is no JSON and no YAML: where, and why, without any of the text. */
export interface SyntaxProblem {
  readonly code: 'SYNTAX_INVALID' | 'YAML_MISSING' | 'LIMIT_EXCEEDED';
  readonly path: string;
  readonly message: string;
}

/** One document of a file, and the path of its root. */
export interface ParsedDocument {
  readonly path: string;
  readonly value: unknown;
}

interface YamlProblem {
  readonly code: string;
  readonly pos: readonly [number, number];
}

interface YamlDocument {
  readonly errors: readonly YamlProblem[];
  readonly warnings: readonly YamlProblem[];
  toJS(options: { readonly maxAliasCount: number }): unknown;
}

/** What is used of the package yaml. Not by its own types: users without the package could not compile against ours. */
interface YamlPackage {
  readonly LineCounter: new () => {
    linePos(offset: number): { readonly line: number; readonly col: number };
  };
  parseAllDocuments(text: string, options: object): readonly YamlDocument[];
}

/** An alias stands for a whole structure: a few lines of them can stand for gigabytes. */
const MAX_ALIASES = 100;
/** A file may hold so many documents of YAML. */
export const MAX_DOCUMENTS = 200;
const NO_PACKAGE =
  'is YAML, and the package "yaml" is not installed. Install it (npm install yaml), or write the file as JSON.';

const TOO_DEEP = 'As YAML it is nested too deeply, or stands for more than it may by its aliases.';
const MAX_BRACKETS = 64;
const MAX_INDENTATION = 200;

/**
 * Whether the text nests more deeply than any policy does. The parser recurses, and where its stack ends, Node may end
 * the process rather than throw. Brackets in texts count as well: policies close those they open.
 */
function isTooDeep(text: string): boolean {
  const isIndented = text
    .split('\n')
    .some((line) => (/^[\s?:-]*/.exec(line)?.[0].length ?? 0) > MAX_INDENTATION);
  if (isIndented) return true;
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (depth > MAX_BRACKETS) return true;
  }
  return false;
}

/** `import()` is told by the first code; by the second, what a bundler or a transform makes of it. */
const MISSING: readonly unknown[] = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

async function loadYaml(load: (() => Promise<YamlPackage>) | undefined): Promise<YamlPackage | undefined> {
  try {
    // `await import()` stands inside `try` as it is: this tells bundlers that the package may be missing.
    return load === undefined ? await import('yaml') : await load();
  } catch (error) {
    if (MISSING.includes((error as { code?: unknown }).code)) return undefined;
    throw error;
  }
}

function parseDocuments(yaml: YamlPackage, text: string): readonly ParsedDocument[] | SyntaxProblem {
  const counter = new yaml.LineCounter();
  // Pretty errors would quote the line, and the line may hold a secret.
  const documents = yaml.parseAllDocuments(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: true,
    // Keys become texts: 1 and "1", or an alias and what it stands for, would be one member in the end.
    stringKeys: true,
    logLevel: 'silent',
  });
  for (const document of documents) {
    const [error] = [...document.errors, ...document.warnings];
    if (error === undefined) continue;
    const { line, col } = counter.linePos(error.pos[0]);
    const what =
      error.code === 'DUPLICATE_KEY' ? 'a key stands here twice' : `it is not valid (${error.code})`;
    return { code: 'SYNTAX_INVALID', path: `line ${line}, column ${col}`, message: `As YAML ${what}.` };
  }
  if (documents.length > MAX_DOCUMENTS) {
    const message = `The file holds ${documents.length} documents, more than ${MAX_DOCUMENTS}: split it.`;
    return { code: 'LIMIT_EXCEEDED', path: '', message };
  }
  const several = documents.length > 1;
  return documents
    .map((document, index) => ({
      path: several ? `document ${index + 1}` : '',
      value: document.toJS({ maxAliasCount: MAX_ALIASES }),
    }))
    .filter(({ value }) => value !== null && value !== undefined);
}

/** The documents of a YAML text. The package is loaded only here, so that users of JSON need none. */
export async function parseYaml(
  text: string,
  load?: () => Promise<YamlPackage>,
): Promise<readonly ParsedDocument[] | SyntaxProblem> {
  const yaml = await loadYaml(load);
  if (yaml === undefined) return { code: 'YAML_MISSING', path: '', message: NO_PACKAGE };
  const tooDeep = { code: 'SYNTAX_INVALID', path: '', message: TOO_DEEP } as const;
  if (isTooDeep(text)) return tooDeep;
  try {
    return parseDocuments(yaml, text);
  } catch {
    // Too many aliases.
    return tooDeep;
  }
}
