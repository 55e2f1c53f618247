import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from '@jest/globals';
import { ROOT, codeBlocks, pagesBelow, readDocument } from './markdown.js';

const PAGES = ['README.md', ...pagesBelow('docs')];
const WRONG = 'an example that is wrong';

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  const paths = {
    'nest-jwt-policy': [join(ROOT, 'src/jwt-policy/index.ts')],
    'nest-jwt-policy/*': [join(ROOT, 'src/jwt-policy/*/index.ts')],
  };
  return { ...options, paths };
}

/** Type checks texts, each as a file of a project that has the package installed. */
function problemsOf(examples: ReadonlyMap<string, string>): Map<string, readonly string[]> {
  const options = compilerOptions();
  const names = [...examples.keys()];
  const fileOf = (name: string): string => join(ROOT, 'test/docs', `example-${names.indexOf(name)}.ts`);
  const texts = new Map(names.map((name) => [fileOf(name), examples.get(name) ?? '']));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists.call(host, path);
  host.readFile = (path) => texts.get(path) ?? readFile.call(host, path);
  const program = ts.createProgram([...texts.keys()], options, host);
  const check = (name: string): readonly string[] => {
    const source = program.getSourceFile(fileOf(name));
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  };
  return new Map(names.map((name) => [name, check(name)]));
}

/** Blocks that open with `ts before` are for packages that only an app of test/consumers has. */
const examples = new Map(
  PAGES.flatMap((page) =>
    codeBlocks(readDocument(page), 'ts').map((code, index): [string, string] => [
      `${page}, number ${index + 1}`,
      code,
    ]),
  ),
);
const problems = problemsOf(
  new Map([...examples, [WRONG, "import { RequireScop } from 'nest-jwt-policy';\nRequireScop();"]]),
);

test('there are examples to compile, and one that does not compile is found', () => {
  expect(examples.size).toBeGreaterThan(10);
  expect(problems.get(WRONG)).not.toEqual([]);
});

test.each([...examples.keys()])('the TypeScript example of %s compiles', (name) => {
  expect(problems.get(name)).toEqual([]);
});

test('README stays within 200 lines', () => {
  expect(readDocument('README.md').split('\n').length).toBeLessThanOrEqual(200);
});
