/** @type {import('jest').Config} */
const project = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  // The specs below test/consumers belong to applications of their own.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/consumers/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
    // Jest cannot require() an ES module on Node < 24.9, as the CommonJS jwks-rsa does with jose, and @fastify/static with
    // content-disposition: they get it as CommonJS.
    '/node_modules/(jose|content-disposition)/.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(.*/)?(jose|content-disposition)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

const all = { branches: 100, functions: 100, lines: 100, statements: 100 };

/** @type {import('jest').Config} */
export default {
  // Nothing waits for time to pass; a machine that is busy may still be slow.
  testTimeout: 60_000,
  maxWorkers: '100%',
  // ES modules of finished test files stay in memory. Freeing 800 MB at the end takes a busy machine longer than the
  // half second that Jest gives a worker, which it then tells as a failure to exit.
  workerIdleMemoryLimit: '512MB',
  projects: [
    project,
    // The outcomes of the security suite are the same with the token cache and without.
    {
      ...project,
      displayName: 'no token cache',
      testMatch: ['<rootDir>/test/security/**/*.spec.ts'],
      globals: { TOKEN_CACHE: false },
    },
  ],
  collectCoverageFrom: [
    'src/**/*.ts',
    '!**/*.spec.ts',
    '!src/{,call/}main.ts',
    '!src/local-issuer/{main,token}.ts',
  ],
  coverageThreshold: {
    'src/jwt-policy/errors/': all,
    'src/jwt-policy/explain/': all,
    'src/jwt-policy/claims/': all,
    'src/jwt-policy/graphql/': all,
    'src/jwt-policy/causes/': all,
    'src/jwt-policy/clients/': all,
    'src/jwt-policy/microservices/': all,
    'src/jwt-policy/options/': all,
    'src/jwt-policy/policy/': all,
    'src/jwt-policy/routes/': all,
    'src/jwt-policy/responses/': all,
    'src/jwt-policy/observe/': all,
    'src/jwt-policy/patterns/': all,
    'src/jwt-policy/expressions/': all,
    'src/jwt-policy/websockets/': all,
  },
};
