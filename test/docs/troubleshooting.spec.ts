import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Controller, Get } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, test } from '@jest/globals';
import { BrokenImportError } from '../../src/jwt-policy/errors/index.js';
import { JwtPolicyModule, JwtPolicyService } from '../../src/jwt-policy/index.js';
import { ROOT } from './markdown.js';
import { headingFor, HEADINGS } from './troubleshooting.js';

// Two copies of @nestjs/core are tried in test/packaging; what compilers and Jest say, in test/consumers.

test('a message that is not there has no heading, and no heading is there twice', () => {
  expect(headingFor('Cannot find module')).toBeUndefined();
  expect(new Set(HEADINGS).size).toBe(HEADINGS.length);
});

test('a package whose default export is missing is explained', () => {
  expect(headingFor(new BrokenImportError('jsonwebtoken').message)).toMatch(/^The default export/);
});

test('explain() before the start is done is explained', async () => {
  @Controller('orders')
  class OrdersController {
    @Get()
    list(): string {
      return 'list';
    }
  }
  const keys = { secret: 'a secret that is long enough for HS256' };
  const issuers = [
    { issuer: 'https://id.example.com', audience: 'orders', algorithms: ['HS256' as const], keys },
  ];
  const moduleRef = await Test.createTestingModule({
    imports: [JwtPolicyModule.forRoot({ issuers })],
    controllers: [OrdersController],
  }).compile();
  try {
    const explained = moduleRef.get(JwtPolicyService).explain('', OrdersController, 'list');
    const message = await explained.then(String, (error: Error) => error.message);
    expect(headingFor(message)).toMatch(/^Nothing can be explained/);
  } finally {
    await moduleRef.close();
  }
});

test('a Node that cannot require() the package is explained', async () => {
  const script = `require(${JSON.stringify(join(ROOT, 'dist/jwt-policy/index.js'))})`;
  const parameters = ['--no-experimental-require-module', '--input-type=commonjs', '--eval', script];
  const { stderr } = await promisify(execFile)(process.execPath, parameters).catch(
    (error: { readonly stderr: string }) => error,
  );
  expect(headingFor(stderr)).toBe('ERR_REQUIRE_ESM');
});
