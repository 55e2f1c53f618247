import { Controller, Get, Head, Post, Version, VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  ClaimRule,
  ExplainLimitError,
  JwtPolicyExplainer,
  OptionalToken,
  Public,
  RequireScope,
  type CallExplanation,
  type ExplainRequest,
} from '../../src/jwt-policy/index.js';
import { ADAPTERS, startApp, type TestApp, type TestAppParts } from '../support/test-app.js';
import { TestClock } from '../support/test-clock.js';
import { generateKey, TestIssuer } from '../support/test-issuer.js';

@Controller('orders')
class OrdersController {
  @Get()
  @RequireScope('shop/read')
  list() {
    return [];
  }

  @Post()
  @RequireScope('shop/write')
  create() {
    return {};
  }

  @Get('new')
  @Public()
  form() {
    return {};
  }

  @Get(':owner')
  @ClaimRule({
    describe: 'owns the path',
    run: (claims, { attributes }) => (claims as { sub?: string }).sub === attributes.uriParams['owner'],
  })
  ofOwner() {
    return {};
  }

  @Get('files/*')
  file() {
    return {};
  }
}

@Controller('maybe')
class MaybeController {
  @Get()
  @OptionalToken({ onInvalid: 'anonymous' })
  list() {
    return [];
  }

  @Head('head')
  head() {}
}

const clock = new TestClock();
const KEY = generateKey('key-1', 'ES256');
const issuer = new TestIssuer('https://id.example.com', clock, KEY);
const stranger = generateKey('key-1', 'ES256');

const OPTIONS = {
  clock,
  issuers: [
    {
      issuer: issuer.issuer,
      audience: 'orders',
      algorithms: ['ES256'],
      keys: { key: KEY.publicKey, kid: KEY.kid },
    },
  ],
} as const;

const GOOD = issuer.token({ claims: { scope: 'shop/read' } });

describe.each(ADAPTERS)('the explainer over %s', (adapter) => {
  let app: TestApp;
  let explainer: JwtPolicyExplainer;

  async function start(parts: Partial<TestAppParts> = {}): Promise<void> {
    app = await startApp({
      adapter,
      controllers: [OrdersController, MaybeController],
      options: OPTIONS,
      ...parts,
    });
    explainer = app.app.get(JwtPolicyExplainer);
  }

  beforeEach(() => start());
  afterEach(() => app.close());

  const explain = (request: ExplainRequest): Promise<CallExplanation> => explainer.explain(request);

  it.each<[string, string | undefined, string, string]>([
    ['a good token', GOOD, 'GET', '/orders'],
    ['no token', undefined, 'GET', '/orders'],
    ['an opaque token', 'abcdef', 'GET', '/orders'],
    ['two tokens in one text', `${GOOD} ${GOOD}`, 'GET', '/orders'],
    ['a padded token', `${GOOD}==`, 'GET', '/orders'],
    ['the whole header', `Bearer ${GOOD}`, 'GET', '/orders'],
    ['blanks around the token', ` ${GOOD}  `, 'GET', '/orders'],
    ['the scheme alone', 'Bearer', 'GET', '/orders'],
    ['a scope that lacks', GOOD, 'POST', '/orders'],
    ['a parameter that fits', GOOD, 'GET', '/orders/alice'],
    ['a parameter that does not', GOOD, 'GET', '/orders/bob?x=1'],
    ['a wildcard', GOOD, 'GET', '/orders/files/a/b'],
    ['a token in the query', GOOD, 'GET', '/orders/alice?access_token=x'],
    ['an expired token', issuer.token({ claims: { exp: 1 } }), 'GET', '/orders'],
    ['a token of a stranger', issuer.token({ key: stranger }), 'GET', '/orders'],
    ['a bad token where none is needed', 'abc', 'GET', '/maybe'],
    ['a token of another issuer', issuer.token({ claims: { iss: 'x' } }), 'GET', '/maybe'],
    ['HEAD', GOOD, 'HEAD', '/maybe/head'],
  ])('tells of %s what the caller gets', async (_what, token, method, path) => {
    const sent =
      token === undefined ? {} : { authorization: /^bearer/i.test(token) ? token : `Bearer ${token}` };
    const response = await app.call(path, undefined, { method, headers: sent });
    const { answer, outcome, route } = await explain({ ...(token !== undefined && { token }), method, path });
    expect(route).toBeDefined();
    expect(['granted', 'anonymous'].includes(outcome)).toBe(response.ok);
    if (response.ok) {
      expect(answer).toBeUndefined();
      return;
    }
    expect(answer?.status).toBe(response.status);
    expect(answer?.headers['WWW-Authenticate'] ?? null).toBe(response.headers.get('www-authenticate'));
    expect(answer?.body).toEqual(await response.json());
  });

  it('agrees with the guard, whatever the token and the route', async () => {
    app.app.get(JwtPolicyExplainer);
    const claim = fc.record(
      {
        iss: fc.constantFrom(issuer.issuer, `${issuer.issuer}/`, 'x'),
        aud: fc.constantFrom<unknown>('orders', ['orders', 'x'], 'x', 7),
        sub: fc.constantFrom('alice', 'bob'),
        exp: fc.constantFrom<unknown>(clock.seconds - 30, clock.seconds - 90, 1e13, 'x'),
        scope: fc.constantFrom('shop/read', 'shop/read shop/write', 'read'),
      },
      { requiredKeys: [] },
    );
    const token = fc.oneof(
      { weight: 6, arbitrary: claim.map((claims) => issuer.token({ claims })) },
      { weight: 1, arbitrary: fc.constant(issuer.token({ key: stranger })) },
      { weight: 1, arbitrary: fc.stringMatching(/^[\w.=-]{1,40}$/) },
    );
    const call = fc.constantFrom(
      ['GET', '/orders'],
      ['POST', '/orders'],
      ['GET', '/orders/bob'],
      ['GET', '/maybe'],
    );
    await fc.assert(
      fc.asyncProperty(token, call, async (text, [method = '', path = '']) => {
        clock.advance(1);
        const response = await app.call(path, text, { method });
        const body: unknown = await response.json();
        const { answer, outcome } = await explain({ token: text, method, path });
        expect(outcome === 'granted' || outcome === 'anonymous').toBe(response.ok);
        if (!response.ok) expect([answer?.status, answer?.body]).toEqual([response.status, body]);
      }),
      { numRuns: 55 },
    );
  });

  it('lists the handlers that match a path, and chooses none', async () => {
    const found = await explain({ token: GOOD, path: '/orders/new' });
    expect(found).toMatchObject({
      outcome: 'route-ambiguous',
      sentence: '2 handlers match GET /orders/new, and none is chosen: name one of them as handler.',
      candidates: [
        { handler: 'OrdersController.form', method: 'GET', pattern: '/orders/new' },
        { handler: 'OrdersController.ofOwner', method: 'GET', pattern: '/orders/:owner' },
      ],
      steps: [],
    });
    expect(
      await explain({ token: GOOD, path: '/orders/new', handler: 'OrdersController.form' }),
    ).toMatchObject({
      outcome: 'public',
      route: { handler: 'OrdersController.form' },
    });
    expect(await explain({ path: '/orders/new', handler: 'OrdersController.ofOwner' })).toMatchObject({
      outcome: 'refused',
      cause: { mender: 'caller' },
    });
  });

  it('names the routes that come close to a path that none matches', async () => {
    const unknown = await explain({ method: 'DELETE', path: '/orders' });
    expect(unknown.outcome).toBe('route-unknown');
    expect(unknown.sentence).toBe('No route of the application matches DELETE /orders. These come close:');
    expect(unknown.candidates.map(({ method, pattern }) => `${method} ${pattern}`).slice(0, 2)).toEqual([
      'GET /orders',
      'POST /orders',
    ]);
    const patterns = async (path: string) =>
      (await explain({ method: 'PUT', path })).candidates.map(
        ({ method, pattern }) => `${method} ${pattern}`,
      );
    expect(await patterns('/orders')).toEqual(['GET /orders', 'POST /orders']);
    expect((await patterns('/order')).slice(0, 2)).toEqual(['GET /orders', 'POST /orders']);
    expect((await explain({ path: '/api/v1/orders' })).candidates[0]?.pattern).toBe('/orders');
    expect((await explain({ path: '/x/y/z/a/b/c/d' })).sentence).toBe(
      'No route of the application matches GET /x/y/z/a/b/c/d.',
    );
    expect((await explain({ handler: 'OrdersController.lost' })).candidates).toHaveLength(3);
    expect((await explain({ handler: 'OrdersController.list', path: '/other' })).candidates[0]?.handler).toBe(
      'OrdersController.list',
    );
  });

  it('explains a handler without a path, with the names of parameters for their values', async () => {
    const { steps, notes } = await explain({ token: GOOD, handler: 'OrdersController.ofOwner' });
    expect(steps.at(-1)).toMatchObject({ step: 'rule token', outcome: 'refused' });
    expect(notes).toEqual(['No path was given, so parameters of the route have their own names as values.']);
    const owner = issuer.token({ claims: { sub: ':owner' } });
    expect((await explain({ token: owner, handler: 'OrdersController.ofOwner' })).outcome).toBe('granted');
  });

  it('says that a token that does not expire was written in milliseconds', async () => {
    const token = issuer.token({ claims: { exp: clock.now() + 60_000, scope: 'shop/read' } });
    expect((await explain({ token, path: '/orders' })).notes).toEqual([
      'exp seems to be in milliseconds, so this token does not expire: the issuer has to write seconds.',
    ]);
  });

  it('asks the patterns of the router: prefix, version and letter case', async () => {
    await app.close();
    await start({
      configure: (nest) => {
        nest.setGlobalPrefix('api');
        nest.enableVersioning({ type: VersioningType.URI, defaultVersion: '2' });
      },
    });
    expect((await explain({ path: '/api/v2/orders' })).route?.pattern).toBe('/api/v2/orders');
    expect((await explain({ path: '/orders' })).candidates[0]?.pattern).toBe('/api/v2/orders');
    const isLoose = adapter === 'express';
    expect((await explain({ path: '/API/v2/Orders/' })).outcome).toBe(isLoose ? 'refused' : 'route-unknown');
  });

  it('picks the version that the headers ask for, and lists all where only the application can tell', async () => {
    @Controller('items')
    class ItemsController {
      @Get()
      @Version('1')
      one() {}

      @Get()
      @Version(['2', VERSION_NEUTRAL])
      two() {}
    }
    const handlerOf = async (headers: Record<string, string>) => {
      const { route, candidates } = await explain({ path: '/items', headers });
      return route?.handler ?? candidates.length;
    };
    const versioned = async (
      versioning: Parameters<TestApp['app']['enableVersioning']>[0],
    ): Promise<void> => {
      await app.close();
      await start({
        controllers: [ItemsController],
        configure: (nest) => void nest.enableVersioning(versioning),
      });
    };
    await versioned({ type: VersioningType.HEADER, header: 'X-Version' });
    expect(await handlerOf({})).toBe('ItemsController.two');
    expect(await handlerOf({ 'x-version': '3' })).toBe('ItemsController.two');
    expect(await handlerOf({ 'X-VERSION': '1' })).toBe(2);
    await versioned({ type: VersioningType.MEDIA_TYPE, key: 'v=' });
    expect(await handlerOf({ accept: 'application/json' })).toBe('ItemsController.two');
    expect(await handlerOf({ accept: 'application/json;v=1' })).toBe(2);
    await versioned({ type: VersioningType.CUSTOM, extractor: () => '1' });
    expect(await handlerOf({})).toBe(2);
  });

  it.each<[unknown, string]>([
    [undefined, 'request: must be an object'],
    [{}, 'path: is missing'],
    [{ path: 'orders' }, 'path: must begin with a slash'],
    [{ path: '/a b' }, 'path: must begin with a slash'],
    [{ path: `/${'a'.repeat(4096)}` }, 'path: must begin with a slash'],
    [{ handler: 'list' }, 'handler: must be class and method'],
    [{ path: '/', method: 'G T' }, 'method: must be the name'],
    [{ path: '/', method: 7 }, 'method: must be the name'],
    [{ path: '/', token: 7 }, 'token: must be a text'],
    [{ path: '/', token: 'x'.repeat(65_537) }, 'token: must be a text'],
    [{ path: '/', tokn: 'x' }, 'tokn: is not an option here; did you mean token?'],
    [{ path: '/', headers: [] }, 'headers: must be an object'],
    [{ path: '/', headers: { 'a b': 'x' } }, 'headers: "a b" cannot be'],
    [{ path: '/', headers: { a: [7] } }, 'headers: "a" must be a text'],
    [
      { path: '/', headers: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`h${i}`, ''])) },
      'headers: must',
    ],
  ])('refuses the request %j', async (request, message) => {
    await expect(explain(request as ExplainRequest)).rejects.toThrow(message);
  });

  it('gives so many explanations in a minute, and no more', async () => {
    clock.advance(60);
    for (let count = 0; count < 60; count += 1) await explain({ path: '/orders/new/x' });
    clock.advance(20);
    const limited = explain({ path: '/orders' });
    await expect(limited).rejects.toThrow(ExplainLimitError);
    await expect(limited).rejects.toMatchObject({ code: 'EXPLAIN_LIMIT', retryAfterSeconds: 40 });
    clock.advance(40);
    await expect(explain({ path: '/orders' })).resolves.toMatchObject({ outcome: 'refused' });
    clock.advance(-3600);
    await expect(explain({ path: '/orders' })).resolves.toMatchObject({ outcome: 'refused' });
    clock.advance(3600);
  });
});
