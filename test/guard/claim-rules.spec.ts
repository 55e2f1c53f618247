import { Controller, Get, Logger, type Type } from '@nestjs/common';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { ClaimRule, includes, type ClaimPredicate } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { ADAPTERS } from '../support/test-app.js';
import { issuerOptions, startGuardedApp } from './guarded-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

function controllerWith(decorator: MethodDecorator): Type {
  @Controller()
  class RuledController {
    @Get('owners/:owner')
    @decorator
    get(): string {
      return 'passed';
    }
  }
  return RuledController;
}

async function statuses(decorator: MethodDecorator, ...claims: Record<string, unknown>[]): Promise<number[]> {
  const app = opened(await startGuardedApp([controllerWith(decorator)]));
  return Promise.all(claims.map((some) => app.status('/owners/alice', some)));
}

test('a literal passes by strict equality: no coercion, no element of a list', async () => {
  expect(
    await statuses(ClaimRule('n', 1), { n: 1 }, { n: '1' }, { n: [1] }, { n: true }, { n: null }, {}),
  ).toEqual([200, 403, 403, 403, 403, 403]);
  expect(
    await statuses(ClaimRule('s', 'a'), { s: 'a' }, { s: 'A' }, { s: ' a' }, { s: ['a'] }, { s: {} }),
  ).toEqual([200, 403, 403, 403, 403]);
  expect(await statuses(ClaimRule('b', false), { b: false }, { b: 0 }, { b: '' }, { b: null })).toEqual([
    200, 403, 403, 403,
  ]);
});

test('a list passes when the claim is one of it', async () => {
  expect(await statuses(ClaimRule('s', ['a', 1]), { s: 'a' }, { s: 1 }, { s: '1' }, { s: ['a'] })).toEqual([
    200, 200, 403, 403,
  ]);
});

test('includes() passes when the claim is a list with that element', async () => {
  expect(
    await statuses(
      ClaimRule('g', includes('admin')),
      { g: ['x', 'admin'] },
      { g: 'admin' },
      { g: ['administrator'] },
    ),
  ).toEqual([200, 403, 403]);
});

test('mandatory: false lets an absent claim pass and checks a present one, null too', async () => {
  const decorator = ClaimRule('token_use', 'access', { mandatory: false });
  expect(
    await statuses(decorator, {}, { token_use: 'access' }, { token_use: 'other' }, { token_use: null }),
  ).toEqual([200, 200, 403, 403]);
});

test('names with dots and URLs are whole names, a list of names goes into objects', async () => {
  const url = 'https://example.com/roles.main';
  expect(
    await statuses(
      ClaimRule(url, 'a'),
      { [url]: 'a' },
      { 'https://example': { 'com/roles': { main: 'a' } } },
    ),
  ).toEqual([200, 403]);
  const nested = ClaimRule(['realm_access', 'roles'], includes('a'));
  expect(
    await statuses(
      nested,
      { realm_access: { roles: ['a'] } },
      { 'realm_access.roles': ['a'] },
      { realm_access: null },
      {
        realm_access: 'roles',
      },
    ),
  ).toEqual([200, 403, 403, 403]);
});

test('names of Object.prototype are no claims unless the token has them', async () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const decorator = ClaimRule(name, (value) => value !== undefined);
    expect(await statuses(decorator, {}, { [name === '__proto__' ? 'x' : name]: 1 })).toEqual([
      403,
      name === '__proto__' ? 403 : 200,
    ]);
  }
});

test('a DescribedRule object is run as it is', async () => {
  const rule = {
    describe: 'is long',
    run: (value: unknown) => typeof value === 'string' && value.length > 3,
  };
  expect(await statuses(ClaimRule('s', rule), { s: 'abcd' }, { s: 'abc' })).toEqual([200, 403]);
});

test('a rule without a claim checks the claims as a whole', async () => {
  const rule: ClaimPredicate = (claims, context) =>
    claims === context.claims && context.claims.sub === 'alice';
  expect(await statuses(ClaimRule(rule), {}, { sub: 'bob' })).toEqual([200, 403]);
});

test.each<[string, (() => unknown) | undefined]>([
  ['1', () => 1],
  ['"true"', () => 'true'],
  ['undefined', () => undefined],
  ['a promise of true', async () => true],
  ['a rejected promise', async () => Promise.reject(new Error('late'))],
])('a predicate that returns %s refuses, and the process lives on', async (_name, predicate) => {
  const app = opened(await startGuardedApp([controllerWith(ClaimRule('sub', predicate as ClaimPredicate))]));
  await expectRefused(await app.call('/owners/alice', app.issuer.token()), 'CLAIM_RULE_FAILED', 'forbidden');
  expect(await app.status('/owners/alice')).toBe(403);
});

test('a predicate that throws refuses and is logged with its place, not with its message', async () => {
  const lines: string[] = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void lines.push(String(message)));
  const decorator = ClaimRule('sub', function ownsIt(value): boolean {
    throw new RangeError(`no ${String(value)}`);
  });
  const app = opened(await startGuardedApp([controllerWith(decorator)]));
  await expectRefused(await app.call('/owners/alice', app.issuer.token()), 'CLAIM_RULE_FAILED', 'forbidden');
  expect(lines.join('\n')).toMatch(/The rule "sub satisfies ownsIt" threw RangeError at .*ownsIt/);
  expect(lines.join('\n')).not.toContain('alice');
});

test('claims are frozen all the way down: a rule cannot change what the next one or the handler sees', async () => {
  const meddle: ClaimPredicate = (value) => {
    (value as { roles: string[] }).roles.push('admin');
    return true;
  };
  expect(await statuses(ClaimRule('access', meddle), { access: { roles: [] } })).toEqual([403]);
});

describe.each(ADAPTERS)('attributes over %s', (adapter) => {
  test('a predicate sees method, canonical path, headers, query, parameters and address', async () => {
    let seen: unknown;
    const decorator = ClaimRule('sub', (sub, { attributes }) => {
      const { method, requestPath, queryParams, uriParams, remoteAddress, headers } = attributes;
      seen = {
        method,
        requestPath,
        query: { ...queryParams },
        uri: { ...uriParams },
        remoteAddress,
        x: headers['x-test'],
      };
      return sub === attributes.uriParams['owner'];
    });
    const app = opened(await startGuardedApp([controllerWith(decorator)], undefined, { adapter }));
    const headers = { 'X-Test': 'yes' };
    const call = (path: string): Promise<Response> => app.call(path, app.issuer.token(), { headers });
    expect((await call('/owners/%61lice?page=2')).status).toBe(200);
    expect(seen).toEqual({
      method: 'GET',
      requestPath: '/owners/alice',
      query: { page: '2' },
      uri: { owner: 'alice' },
      remoteAddress: '127.0.0.1',
      x: 'yes',
    });
    expect((await call('/owners/bob')).status).toBe(403);
    expect((await call('/owners/a%2Fb')).status).toBe(403);
    expect(seen).toMatchObject({ requestPath: '/owners/a%2Fb', uri: { owner: 'a/b' } });
  });
});

describe('checks of a policy', () => {
  test('take the same forms, and a failure is a bad token', async () => {
    @Controller()
    class PlainController {
      @Get('any')
      any(): string {
        return 'any';
      }
    }
    const checks = [
      { claim: 'token_use', rule: 'access', mandatory: false },
      { claim: ['a', 'b'], rule: ['x', 'y'] },
      { rule: (claims: unknown) => (claims as { sub: string }).sub === 'alice' },
    ];
    const app = opened(await startGuardedApp([PlainController], { issuers: [issuerOptions], checks }));
    const call = (claims: Record<string, unknown>): Promise<Response> =>
      app.call('/any', app.issuer.token({ claims }));
    expect((await call({ a: { b: 'x' } })).status).toBe(200);
    await expectRefused(await call({}), 'CLAIM_MISSING', 'invalid_token');
    await expectRefused(await call({ a: { b: 'z' } }), 'CLAIM_REFUSED', 'invalid_token');
    await expectRefused(await call({ a: { b: 'x' }, token_use: 'other' }), 'CLAIM_REFUSED', 'invalid_token');
    await expectRefused(await call({ a: { b: 'x' }, sub: 'bob' }), 'CLAIM_REFUSED', 'invalid_token');
  });
});
