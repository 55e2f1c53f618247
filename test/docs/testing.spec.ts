import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bearer, createTestIssuer } from '../../src/jwt-policy/testing/index.js';
import { makeFreshApp, type FreshApp } from '../packaging/fresh-app.js';
import { RunningProcess } from '../support/child-process.js';
import { ROOT, codeBlocks, readDocument } from './markdown.js';

const run = promisify(execFile);
const PAGE = readDocument('docs/testing.md');

/** The blocks that have the name of a file behind their language. */
const FILES = [...PAGE.matchAll(/^```(?:ts|json) (\S+)\n(.*?)^```/gms)].map(
  ([, name = '', text = '']) => ({ name, text }) as const,
);
const SPECS = FILES.map(({ name }) => name).filter((name) => name.endsWith('.spec.ts'));

/** Prints what a matrix says that does not hold. */
const FAILING = `
import { Test } from '@nestjs/testing';
import { createTestIssuer, policyMatrix } from 'nest-jwt-policy/testing';
import { AppModule } from './app.module.js';

const issuer = createTestIssuer();
const module = await issuer.install(Test.createTestingModule({ imports: [AppModule] })).compile();
const app = await module.createNestApplication({ logger: false }).init();
const failure: unknown = await policyMatrix(app, issuer, [['POST /orders', { scope: 'orders/read' }, 201]]).catch(
  (error: unknown) => error,
);
console.log(failure instanceof Error ? failure.message : 'nothing');
await app.close();
`;

let app: FreshApp;
let compilerOutput = '';

beforeAll(async () => {
  app = await makeFreshApp('');
  for (const name of ['testing', 'microservices', 'websockets', 'platform-socket.io'].map(
    (one) => `@nestjs/${one}`,
  ))
    symlinkSync(join(ROOT, 'node_modules', name), join(app.folder, 'node_modules', name), 'junction');
  const files = [...FILES, { name: 'failing.ts', text: FAILING }];
  for (const { name, text } of files) writeFileSync(join(app.folder, name), text);
  const config = join(app.folder, 'tsconfig.json');
  const settings = JSON.parse(readFileSync(config, 'utf8')) as object;
  const names = files.map(({ name }) => name).filter((name) => name.endsWith('.ts'));
  writeFileSync(config, JSON.stringify({ ...settings, files: names }));
  compilerOutput = await app.compile();
}, 180_000);

afterAll(() => app.remove());

test('the examples of docs/testing.md compile against the packed package', () => {
  expect(SPECS.length).toBeGreaterThan(5);
  expect(compilerOutput).toBe('');
});

test('the examples of docs/testing.md pass in node:test', async () => {
  const compiled = SPECS.map((name) => join('dist', name.replace(/ts$/, 'js')));
  const parameters = ['--test', '--test-reporter=tap', '--test-concurrency=1', ...compiled];
  const { stdout } = await run(process.execPath, parameters, { cwd: app.folder });
  expect(stdout).toMatch(/^# fail 0$/m);
  const tests = FILES.flatMap(({ text }) => [...text.matchAll(/^test\(/gm)]);
  expect(stdout).toContain(`# pass ${tests.length}\n`);
}, 180_000);

test('the failure that docs/testing.md shows is what a matrix says', async () => {
  const { stdout } = await run(process.execPath, [join('dist', 'failing.js')], { cwd: app.folder });
  const [shown = ''] = codeBlocks(PAGE, 'text');
  expect(shown).not.toBe('');
  expect(stdout.startsWith(shown.trimEnd())).toBe(true);
});

test('the application that docs/testing.md starts by hand takes the token that it prints', async () => {
  const env = { PORT: '0' };
  const played = new RunningProcess(process.execPath, [join('dist', 'play.js')], app.folder, env);
  try {
    const [, url = '', token = ''] = await played.printed(/URL=(\S+)\nTOKEN=(\S+)\n/);
    const answers = [bearer(token), {}].map((headers) => fetch(`${url}/orders`, { headers }));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 401]);
  } finally {
    await played.close();
  }
}, 60_000);

test('the line for Jest is the same as JSON and in a configuration file', () => {
  const [json = '{}'] = codeBlocks(PAGE, 'json');
  const [configuration = ''] = codeBlocks(PAGE, 'js').filter((text) => text.includes("'ts-jest'"));
  const exported = { exports: {} };
  // oxlint-disable-next-line typescript/no-implied-eval -- a block of our own page
  (new Function('module', configuration) as (module: object) => void)(exported);
  expect(exported.exports).toMatchObject(JSON.parse(json) as object);
  expect(Object.keys(JSON.parse(json) as object)).toEqual(['transformIgnorePatterns']);
});

test('docs/testing.md names every bad token', () => {
  const [, list = ''] = /^The names: (.*?)\.$/ms.exec(PAGE) ?? [];
  const named = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(named).toEqual(Object.keys(createTestIssuer().bad));
});
