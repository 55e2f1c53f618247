/**
 * The kinds of applications that use the package: how their sources are written, compiled and started. `cannot` names
 * what is known not to work, for which major of Nest and which lines of Node, and the texts that it says; the run fails if it
 * works after all. `asked` is the file that the commands `routes` and `explain` start. `section` is the heading of docs/testing.md with
 * the configuration, which is written to the file `configuration`, by default for Jest, and the command.
 */
const TSC = 'node_modules/typescript/bin/tsc';
const NO_REQUIRE = 'Must use import to load ES Module';
const NO_REQUIRE_TYPES =
  "TS1479: The current file is a CommonJS module whose imports will produce 'require' calls";
const NODE_24_ONLY = {
  nodes: ['20', '22'],
  shows: [NO_REQUIRE],
  reason: 'Jest requires ES modules on Node 24.9 or later only',
};
/** Optional packages of Nest that the application does not have. */
const EXTERNALS = [
  '@nestjs/microservices',
  '@nestjs/websockets',
  'class-transformer/storage',
  '@fastify/static',
  '@fastify/view',
  '@fastify/multipart',
];

export const KINDS = [
  {
    name: 'esm',
    title: 'ES modules (`module: nodenext`)',
    type: 'module',
    compilerOptions: { module: 'nodenext' },
    build: [TSC],
    entry: ['dist/main.js'],
    asked: 'dist/main.js',
  },
  {
    name: 'commonjs',
    title: 'CommonJS, `module: nodenext`, TypeScript 5.8 or later',
    type: 'commonjs',
    compilerOptions: { module: 'nodenext' },
    build: [TSC],
    entry: ['dist/main.js'],
    asked: 'dist/main.js',
  },
  {
    name: 'commonjs-node10',
    title: 'CommonJS, `module: commonjs` (`moduleResolution: node10`)',
    type: 'commonjs',
    compilerOptions: { module: 'commonjs', moduleResolution: 'node10' },
    // The app of Nest 12 has TypeScript 6, which accepts node10 only so.
    compilerOptionsOfNest: { 12: { ignoreDeprecations: '6.0' } },
    build: [TSC],
    entry: ['dist/main.js'],
    asked: 'dist/main.js',
  },
  {
    name: 'tsx',
    title: 'tsx',
    type: 'commonjs',
    compilerOptions: { module: 'nodenext' },
    entry: ['--import', 'tsx', 'main.ts'],
    asked: 'main.ts',
  },
  {
    name: 'esbuild',
    title: 'esbuild, one CommonJS file',
    type: 'commonjs',
    compilerOptions: { module: 'nodenext' },
    build: [
      'node_modules/esbuild/bin/esbuild',
      'main.ts',
      '--bundle',
      '--platform=node',
      '--format=cjs',
      '--outfile=bundle.cjs',
      '--log-level=warning',
      ...EXTERNALS.map((name) => `--external:${name}`),
    ],
    entry: ['bundle.cjs'],
  },
  {
    name: 'ts-jest',
    title: 'Jest and ts-jest, CommonJS',
    type: 'commonjs',
    compilerOptions: { module: 'nodenext' },
    section: 'Jest with ts-jest, CommonJS',
    spec: 'jest.spec.ts',
    cannot: [
      {
        nest: '12',
        shows: [NO_REQUIRE, '@nestjs/common'],
        reason: 'Nest 12 is made of ES modules itself, and ts-jest cannot turn them into CommonJS',
      },
    ],
  },
  {
    name: 'swc-jest',
    title: 'Jest and swc, CommonJS',
    type: 'commonjs',
    compilerOptions: { module: 'nodenext' },
    section: 'Jest with swc, CommonJS',
    spec: 'jest.spec.ts',
  },
  {
    name: 'jest-require',
    title: 'Jest with `--experimental-vm-modules`, CommonJS',
    type: 'commonjs',
    compilerOptions: { module: 'nodenext' },
    section: 'Jest, CommonJS, Node 24.9 or later',
    spec: 'jest.spec.ts',
    cannot: [NODE_24_ONLY],
  },
  {
    name: 'jest-esm',
    title: 'Jest with `--experimental-vm-modules`, ES modules',
    type: 'module',
    compilerOptions: { module: 'nodenext' },
    section: 'Jest, ES modules',
    spec: 'jest.spec.ts',
  },
  {
    name: 'vitest',
    title: 'Vitest (3 with Nest 11, 4 with Nest 12)',
    type: 'module',
    compilerOptions: { module: 'nodenext' },
    section: 'Vitest 3 and 4',
    spec: 'vitest.spec.ts',
  },
  // Vitest 3 writes no decorator metadata by itself: no row of the README, and a section of docs/testing.md.
  {
    name: 'vitest-swc',
    onlyNest: '11',
    type: 'module',
    compilerOptions: { module: 'nodenext' },
    section: 'Vitest 3 and injection by type',
    spec: 'injected.spec.ts',
    configuration: 'vitest.config.js',
  },
  {
    name: 'node-test',
    title: 'node:test, by tsx',
    type: 'module',
    compilerOptions: { module: 'nodenext' },
    section: 'node:test',
    spec: 'node.spec.ts',
  },
  // Which TypeScript lets CommonJS import ES modules: compiled, not started, and no rows of the README.
  {
    name: 'typescript-5.7',
    onlyNest: '11',
    type: 'commonjs',
    compilerOptions: { module: 'nodenext' },
    build: ['node_modules/typescript-5.7/bin/tsc', '--noEmit'],
    cannot: [{ shows: [NO_REQUIRE_TYPES], reason: 'TypeScript accepts this from 5.8 on' }],
  },
  {
    name: 'typescript-5.8',
    onlyNest: '11',
    type: 'commonjs',
    compilerOptions: { module: 'nodenext' },
    build: ['node_modules/typescript-5.8/bin/tsc', '--noEmit'],
  },
  {
    name: 'node16',
    onlyNest: '11',
    type: 'commonjs',
    compilerOptions: { module: 'node16' },
    build: [TSC, '--noEmit'],
    cannot: [{ shows: [NO_REQUIRE_TYPES], reason: 'module: node16 knows no require() of ES modules' }],
  },
];

/** What keeps a kind from working with these versions, or undefined. */
export function knownFailure({ cannot = [] }, nest, node) {
  const [line] = node.split('.');
  return cannot.find((one) => (one.nest ?? nest) === nest && (one.nodes ?? [line]).includes(line));
}
