import { Controller, Get, Logger, Req } from '@nestjs/common';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { OptionalToken, Public } from '../../src/jwt-policy/index.js';
import { type ClaimToHeader, type PolicyOptions } from '../../src/jwt-policy/options/index.js';
import { closeAfterEach } from '../support/closing.js';
import { rawRequest } from '../support/raw-request.js';
import { signToken } from '../support/test-issuer.js';
import { ADAPTERS, type TestAppParts } from '../support/test-app.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from './guarded-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

interface AnyRequest {
  readonly headers: Record<string, unknown>;
  readonly headersDistinct?: Record<string, unknown>;
  readonly rawHeaders?: readonly string[];
  readonly raw?: AnyRequest;
}

/** What a handler could read about these headers, in whatever place. */
function seen(request: AnyRequest): unknown {
  const { headers, headersDistinct = {}, rawHeaders = [] } = request.raw ?? request;
  const named = (view: Record<string, unknown>): unknown =>
    Object.fromEntries(Object.entries(view).filter(([name]) => /^x[-_]/i.test(name)));
  const raw = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && /^x[-_]/i.test(name) ? [[name, rawHeaders[index + 1]]] : [],
  );
  return { read: named(request.headers), headers: named(headers), distinct: named(headersDistinct), raw };
}

@Controller('seen')
class SeenController {
  @Get()
  guarded(@Req() request: AnyRequest): unknown {
    return seen(request);
  }

  @Get('public')
  @Public()
  open(@Req() request: AnyRequest): unknown {
    return seen(request);
  }

  @Get('optional')
  @OptionalToken()
  optional(@Req() request: AnyRequest): unknown {
    return seen(request);
  }
}

const CLAIMS: readonly ClaimToHeader[] = [
  { claim: 'sub', header: 'X-User' },
  { claim: ['org', 'unit', 'id'], header: 'x-unit' },
  { claim: 'groups', header: 'x-groups' },
  { claim: 'level', header: 'x-level' },
  { claim: 'admin', header: 'x-admin' },
];

/** The header lines of somebody who would like to be somebody else. */
const FORGED = [
  'X-User: root',
  'x-user: root2',
  'X-USER: root3',
  'x_user: root4',
  'X_Unit: 1',
  'X-ADMIN: true',
];

const policy = { name: 'default', issuers: [issuerOptions], claimsToHeaders: CLAIMS };

const start = async (
  policies: readonly PolicyOptions[] = [policy],
  parts: Partial<TestAppParts> = {},
): Promise<GuardedApp> => opened(await startGuardedApp([SeenController], { policies }, parts));

async function send(app: GuardedApp, path: string, lines: readonly string[] = []): Promise<unknown> {
  const { status, body } = await rawRequest(app.url, `GET ${path} HTTP/1.1`, lines);
  const text = body.includes('{') ? body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1) : body;
  return status === 200 ? JSON.parse(text) : status;
}

const bearer = (app: GuardedApp, claims: Record<string, unknown> = {}): string =>
  `authorization: Bearer ${app.issuer.token({ claims })}`;

/** A token whose payload ends with this text: JSON that JavaScript could not write itself. */
function tokenWith({ issuer }: GuardedApp, claims: Record<string, unknown>, last: string): string {
  const { alg, kid, privateKey } = issuer.key;
  const payload = Buffer.from(issuer.token({ claims }).split('.')[1] ?? '', 'base64url').toString();
  return signToken({ alg, kid }, `${payload.slice(0, -1)},${last}}`, alg, privateKey);
}

/** The same headers in every place. */
function everywhere(headers: Record<string, string>): unknown {
  const distinct = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { read: headers, headers, distinct, raw: Object.entries(headers) };
}

describe.each(ADAPTERS)('claimsToHeaders over %s', (adapter) => {
  test('sets text as it is, and everything else as JSON; an absent or null claim sets none', async () => {
    const app = await start(undefined, { adapter });
    const claims = { org: { unit: { id: 7 } }, groups: ['a', 'b'], level: { deep: [1] }, admin: null };
    expect(await send(app, '/seen', [bearer(app, claims)])).toEqual(
      everywhere({ 'x-user': 'alice', 'x-unit': '7', 'x-groups': '["a","b"]', 'x-level': '{"deep":[1]}' }),
    );
    expect(await send(app, '/seen', [bearer(app, { sub: undefined, org: 'flat', admin: false })])).toEqual(
      everywhere({ 'x-admin': 'false' }),
    );
  });

  test('removes what the client sent under these names, however it is spelt and however often', async () => {
    const app = await start(undefined, { adapter });
    expect(await send(app, '/seen', [...FORGED, bearer(app), ...FORGED])).toEqual(
      everywhere({ 'x-user': 'alice' }),
    );
    expect(await send(app, '/seen', [...FORGED, bearer(app, { sub: undefined })])).toEqual(everywhere({}));
  });

  test('removes it on public routes, and where nobody sent a token, and leaves other headers alone', async () => {
    const app = await start(undefined, { adapter });
    for (const path of ['/seen/public', '/seen/optional'])
      expect(await send(app, path, [...FORGED, 'x-other: kept'])).toEqual(everywhere({ 'x-other': 'kept' }));
    expect(await send(app, '/seen/optional', [...FORGED, bearer(app)])).toEqual(
      everywhere({ 'x-user': 'alice' }),
    );
    expect(await send(app, '/seen/public', [...FORGED, bearer(app)])).toEqual(everywhere({}));
  });

  test('removes it where a policy that passes claims on does not apply', async () => {
    const elsewhere = { ...policy, appliesTo: [{ path: '/elsewhere' }] };
    const plain = { name: 'plain', issuers: [issuerOptions] };
    const app = await start([elsewhere, plain], { adapter });
    expect(await send(app, '/seen', [...FORGED, bearer(app)])).toEqual(everywhere({}));
  });

  test('removes it though a middleware has looked at the headers, or has put them in other letter case', async () => {
    const app = await start(undefined, {
      adapter,
      configure: (nest) => {
        nest.use((request: AnyRequest, _response: unknown, next: () => void) => {
          void request.headersDistinct;
          request.headers['X-USER'] = 'root5';
          next();
        });
      },
    });
    expect(await send(app, '/seen', [...FORGED, bearer(app)])).toEqual(everywhere({ 'x-user': 'alice' }));
  });

  test.each([
    ['a line break', 'alice\r\nx-admin: true'],
    ['a NUL', 'alice\0'],
    ['letters beyond Latin-1', 'Алиса'],
    ['a lone surrogate', '\ud800'],
  ])(
    'passes on no claim with %s, says so without its value, and keeps the forged one out',
    async (_what, sub) => {
      const lines: string[] = [];
      jest
        .spyOn(Logger.prototype, 'warn')
        .mockImplementation((message: unknown) => void lines.push(String(message)));
      const app = await start(undefined, { adapter });
      expect(await send(app, '/seen', [...FORGED, bearer(app, { sub })])).toEqual(everywhere({}));
      expect(lines).toEqual(['sub is not passed on: a header cannot hold its characters.']);
    },
  );

  test.each(['9007199254740993', '-9007199254740993', '1e400', '[1,{"a":9007199254740993}]'])(
    'passes on no claim that holds a number beyond the safe ones, and says so: %s',
    async (level) => {
      const lines: string[] = [];
      jest
        .spyOn(Logger.prototype, 'warn')
        .mockImplementation((message: unknown) => void lines.push(String(message)));
      const app = await start(undefined, { adapter });
      const token = tokenWith(app, {}, `"level":${level}`);
      expect(await send(app, '/seen', ['x-level: 1', `authorization: Bearer ${token}`])).toEqual(
        everywhere({ 'x-user': 'alice' }),
      );
      expect(lines).toEqual([
        'level is not passed on: it holds a number beyond ±(2^53 - 1), which cannot be read exactly.',
      ]);
    },
  );

  test.each<[string, string, string]>([
    ['lists', '['.repeat(101), ']'.repeat(101)],
    ['lists, deeper than a stack', '['.repeat(5_000), ']'.repeat(5_000)],
    ['objects, deeper than a stack', '{"a":'.repeat(1_600), '}'.repeat(1_600)],
    ['lists and objects', '[{"a":'.repeat(1_300), '}]'.repeat(1_300)],
    ['a list beside others', `[[],{},${'['.repeat(3_000)}`, `${']'.repeat(3_000)},1]`],
  ])(
    'passes on no claim that is nested too deep, says so, and passes on the others: %s',
    async (_what, before, after) => {
      const lines: string[] = [];
      jest
        .spyOn(Logger.prototype, 'warn')
        .mockImplementation((message: unknown) => void lines.push(String(message)));
      const app = await start(undefined, { adapter });
      const token = tokenWith(app, { level: 7 }, `"groups":${before}1${after}`);
      expect(await send(app, '/seen', ['x-groups: admin', `authorization: Bearer ${token}`])).toEqual(
        everywhere({ 'x-user': 'alice', 'x-level': '7' }),
      );
      expect(lines).toEqual(['groups is not passed on: it is nested more than 100 deep.']);
    },
  );

  test('passes on a claim that is nested as deep as may be', async () => {
    const app = await start(undefined, { adapter });
    const groups = JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown;
    expect(await send(app, '/seen', [bearer(app, { groups })])).toEqual(
      everywhere({ 'x-user': 'alice', 'x-groups': JSON.stringify(groups) }),
    );
  });

  test('reads own claims only', async () => {
    const claimsToHeaders = [
      { claim: '__proto__', header: 'x-proto' },
      { claim: ['constructor', 'name'], header: 'x-constructor' },
    ];
    const app = await start([{ ...policy, claimsToHeaders }], { adapter });
    expect(await send(app, '/seen', [bearer(app)])).toEqual(everywhere({}));
  });
});

test('of several policies the later wins, in the order of the list whatever they are called', async () => {
  const named = (name: string, claim: string): PolicyOptions => ({
    ...policy,
    name,
    claimsToHeaders: [{ claim, header: 'x-user' }],
  });
  const app = await start([named('2', 'first'), named('__proto__', 'second'), named('1', 'third')]);
  const user = async (claims: Record<string, unknown>): Promise<unknown> =>
    ((await send(app, '/seen', [bearer(app, claims)])) as { read: Record<string, unknown> }).read['x-user'];
  expect([
    await user({ first: 'a', second: 'b', third: 'c' }),
    await user({ first: 'a', second: 'b' }),
    await user({ first: 'a' }),
  ]).toEqual(['c', 'b', 'a']);
});

test('a refused call reaches no handler, and a Fastify hook that replaces the headers cannot smuggle one in', async () => {
  const app = await start(undefined, {
    adapter: 'fastify',
    configure: (nest) => {
      const fastify = nest.getHttpAdapter().getInstance() as {
        addHook(
          name: string,
          hook: (request: { headers: object }, reply: unknown, done: () => void) => void,
        ): void;
      };
      fastify.addHook('onRequest', (request, _reply, done) => {
        request.headers = { ...request.headers, 'x-user': 'root', 'X-User': 'root' };
        done();
      });
    },
  });
  expect(await send(app, '/seen')).toBe(401);
  expect(await send(app, '/seen', [bearer(app)])).toEqual(everywhere({ 'x-user': 'alice' }));
  expect(await send(app, '/seen/public', FORGED)).toEqual(everywhere({}));
});
