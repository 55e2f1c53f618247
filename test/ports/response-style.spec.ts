import { Controller, Get } from '@nestjs/common';
import { expect, test } from '@jest/globals';
import { RequireScope, rfc6750Responses, type ResponseStyle } from '../../src/jwt-policy/index.js';
import { issuerOptions, startGuardedApp } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { ADAPTERS } from '../support/test-app.js';

const opened = closeAfterEach();

/** Problem details (RFC 9457) for what has to do with the token; it leaves the rest to RFC 6750. */
const problemDetails: ResponseStyle = {
  respond(refusal) {
    if (refusal.family === 'no_access') return undefined;
    const { status, headers } = rfc6750Responses.respond(refusal);
    return {
      status,
      headers: { ...headers, 'Content-Type': 'application/problem+json' },
      body: { type: `https://errors.test/${refusal.code}`, title: refusal.message, status },
    };
  },
};

@Controller('orders')
class OrdersController {
  @Get()
  @RequireScope('read')
  list(): string {
    return 'list';
  }
}

const startWith = async (responses: ResponseStyle, adapter = ADAPTERS[0] as (typeof ADAPTERS)[number]) => {
  const policies = [{ name: 'default', issuers: [issuerOptions], responses }];
  return opened(await startGuardedApp([OrdersController], { policies }, { adapter }));
};

test.each(ADAPTERS)(
  'a style answers the refusals of its policy, and may leave some, over %s',
  async (adapter) => {
    const app = await startWith(problemDetails, adapter);
    const answer = await app.call('/orders', 'garbage');
    expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([
      401,
      expect.stringMatching(/^application\/problem\+json/),
      {
        type: 'https://errors.test/TOKEN_MALFORMED',
        title: 'The token is not a well-formed JWT.',
        status: 401,
      },
    ]);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await (await app.call('/orders', app.issuer.token())).json()).toMatchObject({
      code: 'SCOPE_MISSING',
    });
  },
);

test('a style is not shown why a call was refused', async () => {
  const seen: object[] = [];
  const app = await startWith({ respond: (refusal) => void seen.push(refusal) });
  await app.call('/orders', app.issuer.token({ claims: { aud: 'other' } }));
  await app.call('/orders', app.issuer.token());
  expect(seen.map((one) => Object.keys(one))).toEqual([
    ['code', 'family', 'message'],
    ['code', 'family', 'message', 'scopes'],
  ]);
});

test('a style that throws lets nobody through', async () => {
  const app = await startWith({
    respond: () => {
      throw new Error('broken');
    },
  });
  expect((await app.call('/orders')).status).toBe(500);
});
