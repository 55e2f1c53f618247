import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import typescript from 'typescript';

const ROOT = join(import.meta.dirname, '../..');
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

async function npm(folder, ...parameters) {
  const { stdout } = await promisify(execFile)('npm', [...parameters, ...QUIET], { cwd: folder });
  return stdout;
}

/** Packs what is built as `npm publish` would; gives the path of the tarball. */
export async function packLibrary(folder) {
  if (!existsSync(join(ROOT, 'dist/jwt-policy')))
    throw new Error('dist is not built: run "npm run build" first.');
  const packed = await npm(ROOT, 'pack', '--json', '--ignore-scripts', `--pack-destination=${folder}`);
  return join(folder, JSON.parse(packed)[0].filename);
}

/** Installs what a lock file says, and a tarball beside it. Scripts are not run. */
export async function installPackages(packages, folder, ...tarball) {
  cpSync(packages, folder, { recursive: true });
  await npm(folder, 'install', '--no-save', '--ignore-scripts', '--prefer-offline', ...tarball);
}

/**
 * Copies an app, installs what its lock file says and the library from the tarball, and compiles it. The lock file does
 * not know the library: its integrity is another after each change.
 */
export async function installApp({ sources, packages }, folder, tarball, publicKey) {
  mkdirSync(folder);
  for (const name of readdirSync(sources).filter((file) => /\.(ts|proto)$/.test(file)))
    cpSync(join(sources, name), join(folder, name));
  await installPackages(packages, folder, tarball);
  writeFileSync(join(folder, 'key.pem'), publicKey);
  compile(folder);
}

/** Compiles the TypeScript files of an app, each by itself. */
export function compile(folder) {
  const { type } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { ModuleKind, ScriptTarget } = typescript;
  const compilerOptions = {
    target: ScriptTarget.ES2023,
    module: type === 'module' ? ModuleKind.ESNext : ModuleKind.CommonJS,
    esModuleInterop: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    useDefineForClassFields: false,
  };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    const { outputText } = typescript.transpileModule(text, { compilerOptions, fileName: file });
    writeFileSync(join(folder, file.replace(/ts$/, 'js')), outputText);
  }
}

/** The errors of the TypeScript files of an app, whose types are those of the packages that it installed. */
export function checkTypes(folder) {
  const { ModuleKind, ModuleResolutionKind, ScriptTarget } = typescript;
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const program = typescript.createProgram(
    files.map((name) => join(folder, name)),
    {
      target: ScriptTarget.ES2023,
      module: ModuleKind.NodeNext,
      moduleResolution: ModuleResolutionKind.NodeNext,
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      esModuleInterop: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      types: ['node'],
      typeRoots: [join(folder, 'node_modules/@types')],
    },
  );
  return typescript.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const text = typescript.flattenDiagnosticMessageText(messageText, '\n');
    return file === undefined ? text : `${basename(file.fileName)}: ${text}`;
  });
}
