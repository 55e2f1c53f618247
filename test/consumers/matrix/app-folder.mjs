import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationOf } from './documented.mjs';

const SOURCES = join(import.meta.dirname, 'app');

/** What `nest new` writes, in short; the types of the package are checked in test/packaging. */
const COMPILER_OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023'],
  strict: true,
  isolatedModules: true,
  esModuleInterop: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  rootDir: '.',
  outDir: 'dist',
};

function writeSource(name, folder, type, target = name) {
  const text = readFileSync(join(SOURCES, name), 'utf8');
  // Imports in CommonJS are written without the ending.
  const isCommonJs = type === 'commonjs';
  writeFileSync(join(folder, target), isCommonJs ? text.replaceAll(/(from '\.\/\w+)\.js'/g, "$1'") : text);
}

/** Writes an application of a kind below the folder of the installed packages; gives its folder. */
export function writeApp(kind, nest, installed) {
  const folder = join(installed, kind.name);
  mkdirSync(folder);
  symlinkSync('../node_modules', join(folder, 'node_modules'));
  const write = (name, value) => writeFileSync(join(folder, name), JSON.stringify(value));
  write('package.json', { name: kind.name, private: true, type: kind.type });
  const types = kind.spec === 'jest.spec.ts' ? ['node', 'jest'] : ['node'];
  write('tsconfig.json', {
    compilerOptions: {
      ...COMPILER_OPTIONS,
      types,
      ...kind.compilerOptions,
      ...kind.compilerOptionsOfNest?.[nest],
    },
    include: ['*.ts'],
  });
  const names = kind.spec === undefined ? ['app.ts', 'main.ts'] : ['app.ts', 'calls.ts'];
  for (const name of names) writeSource(name, folder, kind.type);
  if (kind.spec === undefined) return folder;
  writeSource(kind.spec, folder, kind.type, 'orders.spec.ts');
  const configuration = configurationOf(kind.section);
  const file = kind.configuration ?? 'jest.config.js';
  if (configuration !== undefined) writeFileSync(join(folder, file), configuration);
  return folder;
}
