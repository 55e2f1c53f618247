import { All, Controller, Get, Logger, type INestApplication } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ClaimRule, Public, type CallAttributes } from '../../src/jwt-policy/index.js';
import { type PolicyOptions } from '../../src/jwt-policy/options/index.js';
import { expression } from '../../src/jwt-policy/expressions/index.js';
import { muleSoftPolicies } from '../../src/jwt-policy/mulesoft/index.js';
import { expectRefused } from '../support/expect-refused.js';
import { rawRequest } from '../support/raw-request.js';
import { ADAPTERS, type Adapter } from '../support/test-app.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from './guarded-app.js';

afterEach(() => void jest.restoreAllMocks());

const base: PolicyOptions = { name: 'base', issuers: [issuerOptions] };
const checks = [{ claim: 'role', rule: 'admin' }];
const strict = (appliesTo: PolicyOptions['appliesTo']): PolicyOptions => ({
  name: 'strict',
  issuers: [issuerOptions],
  checks,
  ...(appliesTo && { appliesTo }),
});

/** The rows of a policy as they come out of an export of API Manager. */
async function rowsOf(uriTemplateRegex: string): Promise<NonNullable<PolicyOptions['appliesTo']>> {
  const { policies } = await muleSoftPolicies({
    policyTemplateId: 'jwt-validation',
    pointcutData: [{ methodRegex: '.*', uriTemplateRegex }],
    configurationData: {
      jwtOrigin: 'httpBearerAuthenticationHeader',
      signingMethod: 'rsa',
      signingKeyLength: 256,
      jwtKeyOrigin: 'jwks',
      jwksUrl: 'https://id.test/jwks',
      skipClientIdValidation: true,
    },
  });
  return policies?.[0]?.appliesTo ?? [];
}

/** Sends a target exactly as written, which no HTTP client would do. */
async function send(
  app: GuardedApp,
  target: string,
  claims: object | undefined = {},
  method = 'GET',
): Promise<string> {
  const token = app.issuer.token({ claims: claims as Record<string, unknown> });
  const lines = [`authorization: Bearer ${token}`];
  const { status, body } = await rawRequest(app.url, `${method} ${target} HTTP/1.1`, lines);
  const code = /"code":"([A-Z_]+)"/.exec(body)?.[1];
  return code === undefined ? String(status) : `${status} ${code}`;
}

const anonymously = async (app: GuardedApp, target: string): Promise<number> =>
  (await rawRequest(app.url, `GET ${target} HTTP/1.1`, [])).status;

/** A wildcard is written `*path` for Express and `*` for Fastify. */
function controllersFor(adapter: Adapter) {
  const wildcard = adapter === 'express' ? '*path' : '*';
  const byExpression = expression("#[not (attributes.requestPath startsWith '/ruled/admin')]");

  @Controller()
  class FilesController {
    @Get(`files/${wildcard}`)
    file(): string {
      return 'file';
    }

    @Get('items/:name')
    item(): string {
      return 'item';
    }

    @Get('items/:name/parts')
    part(): string {
      return 'part';
    }

    @Get(`ruled/${wildcard}`)
    @ClaimRule(byExpression)
    ruled(): string {
      return 'ruled';
    }
  }

  @Controller('admin')
  class AdminController {
    @All('*')
    everything(): string {
      return 'admin';
    }
  }

  @Controller('img')
  class ImageController {
    @Get(wildcard)
    image(): string {
      return 'image';
    }
  }

  @Controller()
  class OpenController {
    @Public()
    @Get(`public/${wildcard}`)
    open(): string {
      return 'open';
    }
  }
  return [OpenController, FilesController, ImageController, AdminController];
}

/** What readers of a path could take for something below `/files/admin`, or for something else. */
const AMBIGUOUS = [
  '/files//admin/x',
  '/files/./admin/x',
  '/files/./admin',
  '/files/x/../admin/x',
  '/files/x/../admin',
  '/files/%2e%2e/files/admin/x',
  '/files/x/%2e%2e/admin/x',
  '/files/x/.%2E/admin/x',
  '/files/%2e/admin/x',
  String.raw`/files/x\..\admin\x`,
  String.raw`/files/admin\x`,
  '/files/admin%5cx',
  '/files/x%5c..%5cadmin',
  '/files/x%2f..%2fadmin%2fx',
  '/files/x%2F..%2Fadmin',
  '/files/%2fadmin/x',
  '/files/%2Fadmin',
  '/files/a%2f%2fadmin',
  '/files/admin//',
  '/files/admin/x/..',
  '/files/admin/%2e',
];

/** What is below `/files/admin` in one spelling. */
const ADMIN = [
  '/files/admin/x',
  '/files/admin/',
  '/files/%61dmin/x',
  '/files/admin%2fx',
  '/files/admin%2Fx%2Fy',
  '/files/admin%2f',
  '/files/admin/x/',
  '/files/admin/x?y=/../z',
  '/files/admin/%252e%252e',
];

const OTHER = ['/files/x', '/files/administration', '/files/x/admin', '/files/...', '/files/ADMIN/x'];

const WAYS: readonly [
  name: string,
  rows: () => NonNullable<PolicyOptions['appliesTo']> | Promise<NonNullable<PolicyOptions['appliesTo']>>,
][] = [
  ['a row of our own', () => [{ path: '/files/admin/**' }]],
  ['a row of MuleSoft', () => rowsOf('/files/admin/.*')],
  [
    'a condition',
    () => [
      {
        when: {
          describe: 'c',
          matches: ({ requestPath }: CallAttributes) => requestPath.startsWith('/files/admin/'),
        },
      },
    ],
  ],
];

describe.each(ADAPTERS)('paths over %s', (adapter) => {
  describe.each(WAYS)('below a wildcard, with a strict policy by %s', (_name, rows) => {
    let app: GuardedApp;
    beforeAll(async () => {
      const policies = [base, strict(await rows())];
      app = await startGuardedApp(controllersFor(adapter), { policies }, { adapter });
    });
    afterAll(() => app.close());

    test.each(AMBIGUOUS)('%s is ambiguous, and refused whoever calls', async (target) => {
      expect(await send(app, target)).toBe('400 PATH_AMBIGUOUS');
      expect(await send(app, target, { role: 'admin' })).toBe('400 PATH_AMBIGUOUS');
      expect(await anonymously(app, target)).toBe(400);
    });

    test.each(ADMIN)('%s needs what the strict policy asks for', async (target) => {
      expect(await send(app, target)).toMatch(/^401 CLAIM_/);
      expect(await send(app, target, { role: 'admin' })).toBe('200');
    });

    test.each(OTHER)('%s needs the base policy alone', async (target) => {
      expect(await send(app, target)).toBe('200');
      expect(await anonymously(app, target)).toBe(401);
    });

    test('a call by HEAD is decided as one by GET', async () => {
      expect(await send(app, '/files/admin/x', {}, 'HEAD')).toBe('401');
      expect(await send(app, '/files/x/../admin', {}, 'HEAD')).toBe('400');
      expect(await send(app, '/files/x', {}, 'HEAD')).toBe('200');
    });

    test('a path that cannot be decoded reaches no handler', async () => {
      for (const target of ['/files/%zz', '/files/admin%', '/items/%zz', '/files/%ff', '/items/%c0%ae'])
        expect(await send(app, target, { role: 'admin' })).toMatch(/^400( FST_ERR_BAD_URL)?$/);
    });
  });

  describe('of routes whose plan never looks at a path', () => {
    let app: GuardedApp;
    beforeAll(async () => {
      const policies = [
        base,
        strict([{ path: '/admin/**' }, { path: '/items/:name' }, { methods: ['POST'] }]),
      ];
      app = await startGuardedApp(controllersFor(adapter), { policies }, { adapter });
    });
    afterAll(() => app.close());

    test.each([
      '/img/https://example.com/x.png',
      '/img/https:%2f%2fexample.com%2Fx.png',
      '/img//x',
      '/img/a/../b',
      String.raw`/img/a\b`,
      '/img/./x/',
    ])('%s is served', async (target) => {
      expect(await send(app, target)).toBe('200');
    });

    test.each([...AMBIGUOUS, ...ADMIN])(
      'a public route is served with anything behind it: %s',
      async (target) => {
        expect(await anonymously(app, `/public${target}`)).toBe(200);
      },
    );
  });

  describe('in rules', () => {
    let app: GuardedApp;
    beforeAll(async () => {
      app = await startGuardedApp(controllersFor(adapter), undefined, { adapter });
    });
    afterAll(() => app.close());

    test.each(AMBIGUOUS.map((target) => target.replace('/files/', '/ruled/')))(
      '%s fails the rule, because its path cannot be told',
      async (target) => {
        expect(await send(app, target)).toBe('403 CLAIM_RULE_FAILED');
      },
    );

    test.each(ADMIN.map((target) => target.replace('/files/', '/ruled/')))(
      '%s is below /ruled/admin',
      async (target) => {
        expect(await send(app, target)).toBe('403 CLAIM_RULE_FAILED');
      },
    );

    test.each(['/ruled/x', '/ruled/x/admin', '/ruled/x/'])('%s passes', async (target) => {
      expect(await send(app, target)).toBe('200');
    });
  });

  describe('where a parameter stands for one segment', () => {
    let app: GuardedApp;
    beforeAll(async () => {
      const policies = [base, strict(await rowsOf('/items/admin(/.*)?'))];
      app = await startGuardedApp(controllersFor(adapter), { policies }, { adapter });
    });
    afterAll(() => app.close());

    test.each([
      '/items/admin',
      '/items/%61dmin',
      '/items/admin%2fx',
      '/items/x%2f..%2fadmin',
      '/items/x%2F%2e%2e%2Fadmin%2Fy',
      '/items/x%5c..%5cadmin',
      '/items/%2fadmin',
      '/items/.%2fadmin',
      '/items/admin%5Cx',
      '/items/admin/parts',
      '/items/admin?x=1',
    ])('%s is admin to a handler that reads it as a path, and needs the strict policy', async (target) => {
      expect(await send(app, target)).toMatch(/^401 CLAIM_/);
      expect(await send(app, target, { role: 'admin' })).toBe('200');
    });

    test.each([
      '/items/x',
      '/items/https%3A%2F%2Fexample.com',
      '/items/%252e%252e',
      '/items/a%2fb',
      '/items/admin%252fx',
    ])('%s is another item', async (target) => {
      expect(await send(app, target)).toBe('200');
    });

    test.each(['/items/..', '/items/%2e%2e', '/items/%2e', '/items/%2e%2e/parts'])(
      '%s is ambiguous: resolved it is another path',
      async (target) => {
        expect(await send(app, target, { role: 'admin' })).toBe('400 PATH_AMBIGUOUS');
      },
    );
  });

  describe('of @All("*") in a controller', () => {
    let app: GuardedApp;
    let warnings: string[];
    beforeAll(async () => {
      warnings = [];
      jest
        .spyOn(Logger.prototype, 'warn')
        .mockImplementation((message: unknown) => void warnings.push(String(message)));
      const policies = [base, strict([{ path: '/admin/*', methods: ['GET'] }])];
      app = await startGuardedApp(controllersFor(adapter), { policies }, { adapter });
    });
    afterAll(() => app.close());

    test.each(['/admin/', '/admin/x', '/admin/x/y', '/admin//'])(
      '%s meets the policy of /admin/*',
      async (target) => {
        expect(await send(app, target)).toMatch(/^401 CLAIM_/);
        expect(await send(app, target, { role: 'admin' })).toBe('200');
      },
    );

    test('a row for some methods counts as one that could match a route for all', () => {
      expect(warnings.filter((line) => line.includes('appliesTo'))).toEqual([]);
    });
  });

  describe('with routes left open by unmatchedRoutes', () => {
    let app: GuardedApp;

    @Controller()
    class EverythingController {
      @All(adapter === 'express' ? '{*path}' : '*')
      everything(): string {
        return 'everything';
      }
    }

    beforeAll(async () => {
      const policies = [strict(await rowsOf('^(?!/health).*$'))];
      app = await startGuardedApp(
        [EverythingController],
        { policies, unmatchedRoutes: 'allow' },
        { adapter },
      );
    });
    afterAll(() => app.close());

    test.each([
      '/health/../orders/admin',
      '/health/%2e%2e/orders/admin',
      '/health%2f..%2forders',
      '//orders/admin',
      String.raw`/health\..\orders`,
    ])('%s is not let through', async (target) => {
      expect(await anonymously(app, target)).toBe(400);
    });

    test.each([
      ['/health', 200],
      ['/health/', 200],
      ['/health/live', 200],
      ['/', 401],
      ['/orders', 401],
      ['/orders/health', 401],
      ['/HEALTH', 401],
    ])('%s without a token: %i', async (target, status) => {
      expect(await anonymously(app, target)).toBe(status);
    });
  });

  describe('below a global prefix, with versions, and behind a middleware that rewrites the URL', () => {
    let app: GuardedApp;
    const wildcard = adapter === 'express' ? '*path' : '*';

    @Controller({ path: 'files', version: ['1', '2'] })
    class VersionedController {
      @Get(wildcard)
      file(): string {
        return 'file';
      }
    }

    const configure = (nest: INestApplication): void => {
      nest.setGlobalPrefix('api', { exclude: ['elsewhere'] });
      nest.enableVersioning();
      if (adapter === 'express')
        nest.use((request: { url: string }, _response: unknown, next: () => void) => {
          if (request.url === '/rewritten') request.url = '/api/v1/files/admin/x';
          next();
        });
    };

    beforeAll(async () => {
      const policies = [base, strict([{ path: '/api/v1/files/admin/**' }])];
      app = await startGuardedApp([VersionedController], { policies }, { adapter, configure });
    });
    afterAll(() => app.close());

    test.each([
      ['/api/v1/files/admin/x', '401 CLAIM_MISSING'],
      ['/api/v1/files/admin/', '401 CLAIM_MISSING'],
      ['/api/v1/files/x/../admin', '400 PATH_AMBIGUOUS'],
      ['/api/v2/files/admin/x', '200'],
      ['/api/v2/files/x/../admin', '200'],
      ['/api/v1/files/x', '200'],
    ])('%s: %s', async (target, answer) => {
      expect(await send(app, target)).toBe(answer);
    });

    test('what counts is where the call was routed to', async () => {
      if (adapter === 'express') expect(await send(app, '/rewritten')).toBe('401 CLAIM_MISSING');
    });
  });

  test('an ambiguous path is a bad request, told with a challenge', async () => {
    const policies = [base, strict([{ path: '/files/admin/**' }])];
    const app = await startGuardedApp(controllersFor(adapter), { policies }, { adapter });
    try {
      const response = await app.call('/files/x%2f..%2fadmin', app.issuer.token());
      await expectRefused(response, 'PATH_AMBIGUOUS', 'invalid_request');
    } finally {
      await app.close();
    }
  });
});
