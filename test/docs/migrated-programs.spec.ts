import { join } from 'node:path';
import * as common from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as library from '../../src/jwt-policy/index.js';
import { ROOT } from './markdown.js';

interface Server {
  readonly base: string;
  close(): Promise<void>;
}

interface Issuer {
  readonly publicKey: string;
}

/** A program of a page, and the calls of its table. */
interface Program {
  readonly name: string;
  readonly when: 'before' | 'after';
  readonly code: string;
  readonly calls: readonly { readonly label: string }[];
}

interface Consumer {
  startServers(publicKey: string): Promise<Readonly<Record<string, Server>>>;
  programs(servers: Readonly<Record<string, Server>>): readonly Program[];
}

interface Caller {
  tryCall(url: string, call: object, issuer: Issuer): Promise<readonly string[]>;
}

const CONSUMERS = join(ROOT, 'test/consumers');
const load = async <T>(path: string): Promise<T> => (await import(join(CONSUMERS, path))) as T;

const { startServers, programs } = await load<Consumer>('apps/migration/expected.mjs');
const { tryCall } = await load<Caller>('try-start.mjs');
const { makeIssuer } = await load<{ makeIssuer(): Promise<Issuer> }>('issuer.mjs');

const issuer = await makeIssuer();
const servers = await startServers(issuer.publicKey);
afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

const MODULES: Readonly<Record<string, unknown>> = { '@nestjs/common': common, 'nest-jwt-policy': library };

/** The root module of a program, run as it stands. */
function rootModule(code: string): common.Type {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  const exported: Record<string, unknown> = {};
  const find = (name: string): unknown => MODULES[name];
  // oxlint-disable-next-line typescript/no-implied-eval -- a block of our own page
  (new Function('exports', 'require', outputText) as (...given: unknown[]) => void)(exported, find);
  return exported['AppModule'] as common.Type;
}

const migrated = programs(servers).filter(({ when }) => when === 'after');

test('there are programs to ask', () => {
  expect(migrated.length).toBeGreaterThan(6);
});

describe.each(migrated)(
  'the program $name of docs/migrating answers as its table says:',
  ({ code, calls }) => {
    let app: common.INestApplication;
    let url = '';

    beforeAll(async () => {
      app = await NestFactory.create(rootModule(code), { logger: false, abortOnError: false });
      await app.listen(0, '127.0.0.1');
      url = await app.getUrl();
    });
    afterAll(() => app.close());

    test.each(calls)('$label', async (call) => {
      expect(await tryCall(url, call, issuer)).toEqual([]);
    });
  },
);
