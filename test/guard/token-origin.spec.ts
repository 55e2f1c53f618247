import { Controller, Get } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';
import { JwtPolicyService, type TokenSource } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { rawRequest } from '../support/raw-request.js';
import { ADAPTERS, type Adapter } from '../support/test-app.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from './guarded-app.js';

const opened = closeAfterEach();

@Controller('orders')
class OrdersController {
  @Get()
  list(): string {
    return 'list';
  }
}

const header: TokenSource = {
  describe: "the token of attributes.headers['jwt']",
  read: ({ headers }) => headers['jwt'],
};

const start = async (origin: TokenSource, adapter: Adapter = 'express'): Promise<GuardedApp> => {
  const policies = [{ name: 'default', issuers: [issuerOptions], origin }];
  return opened(await startGuardedApp([OrdersController], { policies }, { adapter }));
};

const withHeaders = (app: GuardedApp, headers: Record<string, string>): Promise<Response> =>
  app.call('/orders', undefined, { headers });

describe.each(ADAPTERS)('a token origin over %s', (adapter) => {
  test('reads the bare token of a header of its own', async () => {
    const app = await start(header, adapter);
    expect((await withHeaders(app, { JWT: app.issuer.token() })).status).toBe(200);
    const expired = app.issuer.token({ claims: { exp: 1 } });
    await expectRefused(await withHeaders(app, { jwt: expired }), 'TOKEN_EXPIRED', 'invalid_token');
    const bearer = await withHeaders(app, { jwt: `Bearer ${app.issuer.token()}` });
    await expectRefused(bearer, 'TOKEN_MALFORMED', 'invalid_token');
  });

  test('takes no notice of the Authorization header, good or bad', async () => {
    const app = await start(header, adapter);
    await expectRefused(await app.call('/orders', app.issuer.token()), 'TOKEN_MISSING', 'unauthorized');
    for (const authorization of ['Basic YTpi', 'Bearer garbage', ' '])
      expect((await withHeaders(app, { jwt: app.issuer.token(), authorization })).status).toBe(200);
  });

  test('refuses a header that was sent twice, even the same good token', async () => {
    const app = await start(header, adapter);
    const line = `jwt: ${app.issuer.token()}`;
    const { status } = await rawRequest(app.url, 'GET /orders HTTP/1.1', [line, line]);
    expect(status).toBe(401);
  });

  test('refuses two Authorization headers, of which Node would show the first alone', async () => {
    const app = await start({ describe: 'x', read: ({ headers }) => headers['authorization'] }, adapter);
    const good = `Authorization: ${app.issuer.token()}`;
    expect((await rawRequest(app.url, 'GET /orders HTTP/1.1', [good])).status).toBe(200);
    const { status } = await rawRequest(app.url, 'GET /orders HTTP/1.1', [good, 'Authorization: garbage']);
    expect(status).toBe(400);
  });

  test('refuses where it finds nothing', async () => {
    const app = await start(header, adapter);
    await expectRefused(await withHeaders(app, {}), 'TOKEN_MISSING', 'unauthorized');
    await expectRefused(await withHeaders(app, { jwt: '' }), 'TOKEN_MISSING', 'unauthorized');
  });
});

test.each<[string, () => unknown]>([
  ['throws', () => JSON.parse('')],
  ['gives a list', () => ['a']],
  ['gives an object that would be text', () => ({ toString: () => 'a.b.c' })],
  ['gives a number', () => 7],
  ['gives nothing', () => null],
  ['gives a promise', () => Promise.resolve('a.b.c')],
  ['gives a promise that rejects', () => Promise.reject(new Error('late'))],
])('a token origin that %s has no token', async (_what, read) => {
  const app = await start({ describe: 'odd', read });
  await expectRefused(await app.call('/orders', app.issuer.token()), 'TOKEN_MISSING', 'unauthorized');
});

test('explain tells the origin in words', async () => {
  const app = await start(header);
  const explained = await app.app.get(JwtPolicyService).explain(app.issuer.token(), OrdersController, 'list');
  expect(explained?.granted).toBe(true);
  expect(explained?.steps[0]).toMatchObject({ step: 'token', expected: header.describe });
});

test('a cached token of one origin is read at that origin again', async () => {
  const app = await start(header);
  const jwt = app.issuer.token();
  expect((await withHeaders(app, { jwt })).status).toBe(200);
  await expectRefused(await app.call('/orders', jwt), 'TOKEN_MISSING', 'unauthorized');
  expect((await withHeaders(app, { jwt })).status).toBe(200);
});
