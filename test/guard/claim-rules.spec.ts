import { Controller, Get, Logger, type Type } from '@nestjs/common';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { ClaimRule, includes, type ClaimPredicate } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { ADAPTERS } from '../support/test-app.js';
import { issuerOptions, startGuardedApp } from './guarded-app.js';
import { startMatrixApp } from './matrix-app.js';

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

/** The claims of tokens that a rule lets pass, and of tokens that it refuses. */
interface Judged {
  readonly passes?: readonly Record<string, unknown>[];
  readonly refuses: readonly Record<string, unknown>[];
}

async function judges(decorator: MethodDecorator, { passes = [], refuses }: Judged): Promise<void> {
  const app = opened(await startMatrixApp([controllerWith(decorator)]));
  await app.holds(
    ...passes.map((claims) => ['GET /owners/alice', claims, 200] as const),
    ...refuses.map((claims) => ['GET /owners/alice', claims, 'CLAIM_RULE_FAILED'] as const),
  );
}

test('a literal passes by strict equality: no coercion, no element of a list', async () => {
  await judges(ClaimRule('n', 1), {
    passes: [{ n: 1 }],
    refuses: [{ n: '1' }, { n: [1] }, { n: true }, { n: null }, {}],
  });
  await judges(ClaimRule('s', 'a'), {
    passes: [{ s: 'a' }],
    refuses: [{ s: 'A' }, { s: ' a' }, { s: ['a'] }, { s: {} }],
  });
  await judges(ClaimRule('b', false), {
    passes: [{ b: false }],
    refuses: [{ b: 0 }, { b: '' }, { b: null }],
  });
});

test('a list passes when the claim is one of it', async () => {
  await judges(ClaimRule('s', ['a', 1]), {
    passes: [{ s: 'a' }, { s: 1 }],
    refuses: [{ s: '1' }, { s: ['a'] }],
  });
});

test('includes() passes when the claim is a list with that element', async () => {
  await judges(ClaimRule('g', includes('admin')), {
    passes: [{ g: ['x', 'admin'] }],
    refuses: [{ g: 'admin' }, { g: ['administrator'] }],
  });
});

test('mandatory: false lets an absent claim pass and checks a present one, null too', async () => {
  await judges(ClaimRule('token_use', 'access', { mandatory: false }), {
    passes: [{}, { token_use: 'access' }],
    refuses: [{ token_use: 'other' }, { token_use: null }],
  });
});

test('names with dots and URLs are whole names, a list of names goes into objects', async () => {
  const url = 'https://example.com/roles.main';
  await judges(ClaimRule(url, 'a'), {
    passes: [{ [url]: 'a' }],
    refuses: [{ 'https://example': { 'com/roles': { main: 'a' } } }],
  });
  await judges(ClaimRule(['realm_access', 'roles'], includes('a')), {
    passes: [{ realm_access: { roles: ['a'] } }],
    refuses: [{ 'realm_access.roles': ['a'] }, { realm_access: null }, { realm_access: 'roles' }],
  });
});

test('names of Object.prototype are no claims unless the token has them', async () => {
  const isThere: ClaimPredicate = (value) => value !== undefined;
  for (const name of ['constructor', 'toString', 'hasOwnProperty'])
    await judges(ClaimRule(name, isThere), { passes: [{ [name]: 1 }], refuses: [{}] });
  await judges(ClaimRule('__proto__', isThere), { refuses: [{}, { x: 1 }] });
});

test('a DescribedRule object is run as it is', async () => {
  const rule = {
    describe: 'is long',
    run: (value: unknown) => typeof value === 'string' && value.length > 3,
  };
  await judges(ClaimRule('s', rule), { passes: [{ s: 'abcd' }], refuses: [{ s: 'abc' }] });
});

test('a rule without a claim checks the claims as a whole', async () => {
  const rule: ClaimPredicate = (claims, context) =>
    claims === context.claims && context.claims.sub === 'alice';
  await judges(ClaimRule(rule), { passes: [{ sub: 'alice' }], refuses: [{ sub: 'bob' }] });
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
  await judges(ClaimRule('access', meddle), { refuses: [{ access: { roles: [] } }] });
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
