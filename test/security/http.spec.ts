import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { expectRefused } from '../support/expect-refused.js';
import { rawRequest } from '../support/raw-request.js';
import { ADAPTERS } from '../support/test-app.js';
import { useSecuredApp } from './secured-app.js';

// The section "HTTP (RFC 6750)" of the security rules, over both adapters.

afterEach(() => void jest.restoreAllMocks());

describe.each(ADAPTERS)('over %s', (adapter) => {
  const secured = useSecuredApp({}, { adapter });
  const authorize = (value: string): RequestInit => ({ headers: { authorization: value } });

  test('no token: a bare challenge without an error', async () => {
    const app = secured();
    await expectRefused(await app.call('/any'), 'TOKEN_MISSING', 'unauthorized');
  });

  test.each(['Basic YTpi', 'DPoP abc', 'Digest username="x"', 'Bearerx abc', 'Token abc'])(
    'another scheme (%s) is no token',
    async (value) => {
      const app = secured();
      await expectRefused(
        await app.call('/any', undefined, authorize(value)),
        'TOKEN_MISSING',
        'unauthorized',
      );
    },
  );

  test.each(['Bearer', 'BEARER', 'bEaReR', 'bearer'])(
    'the scheme %s is taken in any letter case',
    async (scheme) => {
      const app = secured();
      expect((await app.call('/any', undefined, authorize(`${scheme} ${app.issuer.token()}`))).status).toBe(
        200,
      );
    },
  );

  test.each([2, 3, 1000])('the scheme may be followed by %i blanks (1*SP)', async (blanks) => {
    const app = secured();
    const value = `Bearer${' '.repeat(blanks)}${app.issuer.token()}`;
    expect((await app.call('/any', undefined, authorize(value))).status).toBe(200);
  });

  test.each([
    'Bearer',
    'Bearer\ta.b.c',
    'Bearer \ta.b.c',
    'Bearer\t a.b.c',
    'Bearer  a  b',
    'Bearer a b',
    'Bearer a,b',
    'Bearer "a.b.c"',
    'Bearer a.b.c; x=1',
    'Bearer =',
    '"',
    '(x) y',
  ])('the malformed header %j is a bad request', async (value) => {
    const app = secured();
    await expectRefused(
      await app.call('/any', undefined, authorize(value)),
      'AUTHORIZATION_MALFORMED',
      'invalid_request',
    );
  });

  test('two Authorization headers are refused, in whatever order and case', async () => {
    const app = secured();
    const good = `Authorization: Bearer ${app.issuer.token()}`;
    for (const lines of [
      [good, 'authorization: Bearer x'],
      ['AUTHORIZATION: Basic YTpi', good],
      [good, good],
    ]) {
      const { status, body } = await rawRequest(app.url, 'GET /any HTTP/1.1', lines);
      expect([status, JSON.parse(body)]).toMatchObject([
        400,
        { code: 'TOKEN_AMBIGUOUS', error: 'invalid_request' },
      ]);
    }
  });

  test('a token in the query is refused, with or without one in the header', async () => {
    const app = secured();
    const token = app.issuer.token();
    const path = `/any?access_token=${token}`;
    await expectRefused(await app.call(path), 'AUTHORIZATION_MALFORMED', 'invalid_request');
    await expectRefused(await app.call('/any?access%5Ftoken='), 'AUTHORIZATION_MALFORMED', 'invalid_request');
    await expectRefused(await app.call(path, token), 'TOKEN_AMBIGUOUS', 'invalid_request');
  });

  test('calls that Nest routes to a handler by another method are decided like any other: HEAD and OPTIONS', async () => {
    const app = secured();
    expect((await app.call('/any', undefined, { method: 'HEAD' })).status).toBe(401);
    const options = await app.call('/any', undefined, { method: 'OPTIONS' });
    expect(options.status).not.toBe(500);
  });

  test('X-HTTP-Method-Override means nothing', async () => {
    const app = secured();
    const response = await app.call('/any', undefined, {
      method: 'POST',
      headers: { 'x-http-method-override': 'OPTIONS' },
    });
    await expectRefused(response, 'TOKEN_MISSING', 'unauthorized');
  });

  test('a public route answers whatever the Authorization header holds', async () => {
    const app = secured();
    expect((await app.call('/public', undefined, authorize('Bearer  broken'))).status).toBe(200);
  });

  test('what the sender wrote is in no header, no body and no log line, but for iss and kid, escaped and cut', async () => {
    const lines: string[] = [];
    for (const level of ['log', 'warn', 'debug', 'error'] as const) {
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((message: unknown) => void lines.push(String(message)));
    }
    const app = secured();
    const kid = `k"\n\u001b[31mFORGED ${'x'.repeat(500)}`;
    const token = app.issuer.token({ claims: { sub: 'SECRET-SUB', scope: 'SECRET-SCOPE' }, header: { kid } });
    const response = await app.call('/any', token);
    const answer = JSON.stringify([[...response.headers], await response.text()]);
    expect(answer).not.toMatch(/FORGED|SECRET|id\.test/);
    const line = lines.find((text) => text.includes('KEY_UNKNOWN')) ?? '';
    expect(line).toContain(String.raw`kid="k\"\n\u001b[31mFORGED xxx`);
    expect(line.length).toBeLessThan(500);
    expect(lines.join('')).not.toMatch(/SECRET|\n|\u001b/);
    expect(lines.join('')).not.toContain(token.slice(-40));
    expect(line).toMatch(/token=[0-9a-f]{8}\)/);
  });
});

describe('a form body, which Express parses', () => {
  const secured = useSecuredApp();

  test('with an access_token is refused, with or without a token in the header', async () => {
    const app = secured();
    const form = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'access_token=x',
    };
    await expectRefused(
      await app.call('/any', undefined, form),
      'AUTHORIZATION_MALFORMED',
      'invalid_request',
    );
    await expectRefused(
      await app.call('/any', app.issuer.token(), form),
      'TOKEN_AMBIGUOUS',
      'invalid_request',
    );
  });

  test('as JSON is a body like any other', async () => {
    const app = secured();
    const json = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"access_token":"x"}',
    };
    expect((await app.call('/any', app.issuer.token(), json)).status).toBe(201);
  });
});
