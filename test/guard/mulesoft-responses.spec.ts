import { Controller, Get, type ExceptionFilter } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';
import { RefusedException, RequireScope } from '../../src/jwt-policy/index.js';
import { muleSoftResponses } from '../../src/jwt-policy/mulesoft/index.js';
import { type PolicyOptions } from '../../src/jwt-policy/options/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { rawRequest } from '../support/raw-request.js';
import { ADAPTERS, type TestAppParts } from '../support/test-app.js';
import { generateKey } from '../support/test-issuer.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from './guarded-app.js';

const opened = closeAfterEach();

@Controller('orders')
class OrdersController {
  @Get()
  list(): string {
    return 'list';
  }

  @Get('scoped')
  @RequireScope('orders/read')
  scoped(): string {
    return 'scoped';
  }
}

const policy: PolicyOptions = { name: 'default', issuers: [issuerOptions], responses: muleSoftResponses };

const start = async (
  policies: readonly PolicyOptions[],
  parts: Partial<TestAppParts> = {},
  options: object = {},
): Promise<GuardedApp> => opened(await startGuardedApp([OrdersController], { policies, ...options }, parts));

/** All that MuleSoft's policy answers with. */
async function told(response: Response): Promise<unknown> {
  return [response.status, response.headers.get('www-authenticate'), await response.text()];
}

const NO_TOKEN = [400, 'Bearer', '{"error":"JWT Token is required."}'];
const BAD_TOKEN = [401, 'Bearer', '{"error":"Invalid token."}'];

describe.each(ADAPTERS)('responses: muleSoftResponses over %s', (adapter) => {
  test('says that a token is required where there is none, another scheme, or too much', async () => {
    const app = await start([policy], { adapter });
    expect(await told(await app.call('/orders'))).toEqual(NO_TOKEN);
    const headers = { authorization: 'Basic YTpi' };
    expect(await told(await app.call('/orders', undefined, { headers }))).toEqual(NO_TOKEN);
    expect(await told(await app.call('/orders?access_token=a', app.issuer.token()))).toEqual(NO_TOKEN);
    const token = `authorization: Bearer ${app.issuer.token()}`;
    const twice = await rawRequest(app.url, 'GET /orders HTTP/1.1', [token, token]);
    expect([twice.status, twice.body]).toEqual([400, expect.stringContaining(String(NO_TOKEN[2]))]);
  });

  test('says one thing of every bad token', async () => {
    const app = await start([policy], { adapter });
    const { issuer } = app;
    for (const token of [
      'garbage',
      issuer.token({ claims: { exp: 1 } }),
      issuer.token({ claims: { aud: 'other' } }),
      issuer.token({ claims: { iss: 'https://other.test' } }),
      issuer.token({ header: { alg: 'none' } }),
      issuer.token({ key: generateKey('key-1') }),
      issuer.token({ key: generateKey('other') }),
    ])
      expect(await told(await app.call('/orders', token))).toEqual(BAD_TOKEN);
    expect((await app.call('/orders', issuer.token())).status).toBe(200);
  });

  test('says that the key set cannot be reached, with Retry-After', async () => {
    const { keys: _keys, ...discovered } = issuerOptions;
    const fetch = () => Promise.reject(new Error('no network here'));
    const app = await start([{ ...policy, issuers: [discovered] }], { adapter }, { fetch });
    const response = await app.call('/orders', app.issuer.token());
    expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(await told(response)).toEqual([503, null, '{"error":"Unable to reach JWKS endpoint."}']);
  });

  test('leaves what the route demands to RFC 6750, and routes without a policy too', async () => {
    const app = await start([{ ...policy, appliesTo: [{ path: '/orders/scoped' }] }], { adapter });
    const scoped = await app.call('/orders/scoped', app.issuer.token());
    await expectRefused(scoped, 'SCOPE_MISSING', 'insufficient_scope', 'orders/read');
    expect(await told(await app.call('/orders/scoped'))).toEqual(NO_TOKEN);
    await expectRefused(await app.call('/orders'), 'NO_POLICY_APPLIES', 'forbidden');
  });

  test('is the word of the policy that refuses, not of another', async () => {
    const rfc: PolicyOptions = { name: 'rfc', issuers: [{ ...issuerOptions, audience: 'second' }] };
    const first = await start([policy, rfc], { adapter });
    expect(await told(await first.call('/orders'))).toEqual(NO_TOKEN);
    await expectRefused(
      await first.call('/orders', first.issuer.token()),
      'AUDIENCE_REFUSED',
      'invalid_token',
    );
    const second = await start([rfc, policy], { adapter });
    await expectRefused(await second.call('/orders'), 'TOKEN_MISSING', 'unauthorized');
    const token = second.issuer.token({ claims: { aud: 'second' } });
    expect(await told(await second.call('/orders', token))).toEqual(BAD_TOKEN);
  });
});

test('an exception filter finds the code beside the words of MuleSoft', async () => {
  let caught: unknown;
  const filter: ExceptionFilter = {
    catch(exception, host) {
      caught = exception;
      host.switchToHttp().getResponse<{ status(code: number): { end(): void } }>().status(418).end();
    },
  };
  const app = await start([policy], { configure: (nest) => void nest.useGlobalFilters(filter) });
  expect((await app.call('/orders')).status).toBe(418);
  expect(caught).toBeInstanceOf(RefusedException);
  const refused = caught as RefusedException;
  expect([refused.code, refused.getStatus(), refused.headers, refused.getResponse()]).toEqual([
    'TOKEN_MISSING',
    400,
    { 'WWW-Authenticate': 'Bearer' },
    { error: 'JWT Token is required.' },
  ]);
});
