import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  makeFolder,
  optionalPeers,
  readManifest,
  removeFolder,
  ROOT,
  unpackLibrary,
} from './packed-library.js';

const run = promisify(execFile);

/** What a team writes that has just installed the package: the README's example with a key at hand. */
const MAIN = `
import { readFileSync } from 'node:fs';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClaimRule, Claims, JwtPolicyModule, RequireScope, type JwtClaims, type JwtPolicyOptions } from 'nest-jwt-policy';
import { expression } from 'nest-jwt-policy/expressions';
import { muleSoftPolicies } from 'nest-jwt-policy/mulesoft';

const options: JwtPolicyOptions = {
  issuers: [
    {
      issuer: 'https://id.example.com',
      audience: 'orders',
      keys: { pem: readFileSync(new URL('../key.pem', import.meta.url), 'utf8') },
    },
  ],
};

@Controller('orders')
@ClaimRule('token_use', 'access', { mandatory: false })
class OrdersController {
  @Get()
  @RequireScope('orders/read')
  @ClaimRule(expression('#[vars.claimSet.sub != null]'))
  list(@Claims('sub') owner: string, @Claims() claims: JwtClaims): object {
    return { owner, issuer: claims.iss };
  }
}

// A file that is not there: what counts is that the types of the subpaths go together.
const imported: Promise<JwtPolicyOptions> = muleSoftPolicies('policies.json');
imported.catch(() => undefined);

@Module({ imports: [JwtPolicyModule.forRoot(options)], controllers: [OrdersController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
process.stdout.write(\`Listening on \${await app.getUrl()}\\n\`);
`;

// Strict, and without skipLibCheck: the types of the package are checked as well.
const COMPILER_OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: false,
  types: ['node'],
  outDir: 'dist',
};

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** What an app needs beside the library and what that declares. */
const PACKAGES_OF_THE_APP = ['@nestjs/platform-express', '@types/node'];

/** What an older Nest app looks like to the compiler: `moduleResolution: node10` does not read `exports`. */
const OLDER = `
import { JwtPolicyModule, type JwtPolicyOptions } from 'nest-jwt-policy';
import { expression } from 'nest-jwt-policy/expressions';
import { muleSoftPolicies } from 'nest-jwt-policy/mulesoft';

const options: Promise<JwtPolicyOptions> = muleSoftPolicies('policies.json');
export const used: readonly unknown[] = [JwtPolicyModule, expression, options];
`;
const OLDER_OPTIONS = {
  ...COMPILER_OPTIONS,
  module: 'commonjs',
  moduleResolution: 'node10',
  ignoreDeprecations: '6.0',
  // The types of other packages are not made for it.
  skipLibCheck: true,
  noEmit: true,
};

function link(name: string, modules: string): void {
  const path = join(modules, name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), path, 'junction');
}

/** A Nest app outside the tree, with the packed library installed. */
export interface FreshApp {
  readonly folder: string;
  /** The built entry point. */
  readonly entry: string;
  /** Compiles it; gives what the compiler says. */
  compile(): Promise<string>;
  /** Type checks it as CommonJS without `exports`; gives what the compiler says. */
  checkOlder(): Promise<string>;
  /** Gives the library a copy of @nestjs/core of its own, as a monorepo with two majors of Nest does. */
  giveOwnCore(): void;
  /** What plain Node says to a module that is imported in the app: its exports, or the code of the error. */
  tryImport(specifier: string): Promise<string>;
  remove(): void;
}

/**
 * Makes the app as an installation would, without the network: the library is unpacked from its tarball; what it
 * declares is linked from the packages that are installed here. What it does not declare is not to be found.
 */
export async function makeFreshApp(publicKeyPem: string): Promise<FreshApp> {
  const workshop = makeFolder();
  const folder = join(workshop, 'app');
  const modules = join(folder, 'node_modules');
  const library = join(modules, 'nest-jwt-policy');
  mkdirSync(library, { recursive: true });
  await unpackLibrary(workshop, library);
  const manifest = readManifest(library);
  const declared = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
  // Optional peers are left out: the library must do without them.
  const needed = declared.filter((name) => !optionalPeers(manifest).includes(name));
  const installed = [...needed, ...PACKAGES_OF_THE_APP];
  for (const name of installed) link(name, modules);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ['main.ts'] }),
  );
  const older = { compilerOptions: OLDER_OPTIONS, files: ['older.ts'] };
  writeFileSync(join(folder, 'tsconfig.older.json'), JSON.stringify(older));
  writeFileSync(join(folder, 'older.ts'), OLDER);
  writeFileSync(join(folder, 'main.ts'), MAIN);
  writeFileSync(join(folder, 'key.pem'), publicKeyPem);
  const node = (...parameters: string[]): Promise<string> =>
    run(process.execPath, parameters, { cwd: folder }).then(
      ({ stdout }) => stdout,
      (error: { readonly stdout: string; readonly stderr: string }) => error.stdout + error.stderr,
    );
  return {
    folder,
    entry: join(folder, 'dist/main.js'),
    compile: () => node(TSC),
    checkOlder: () => node(TSC, '-p', 'tsconfig.older.json'),
    giveOwnCore() {
      const own = join(library, 'node_modules');
      cpSync(join(ROOT, 'node_modules/@nestjs/core'), join(own, '@nestjs/core'), { recursive: true });
      for (const name of Object.keys(readManifest(join(own, '@nestjs/core')).dependencies)) link(name, own);
    },
    tryImport: (specifier) =>
      node(
        '--input-type=module',
        '--eval',
        `console.log(await import('${specifier}').then((module) => Object.keys(module).length > 0, ({ code }) => code))`,
      ),
    remove: () => removeFolder(workshop),
  };
}
