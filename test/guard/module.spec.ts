import { inspect } from 'node:util';
import {
  Catch,
  Controller,
  Get,
  Injectable,
  Logger,
  Module,
  Scope,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  Claims,
  JwtPolicyConfigurationError,
  JwtPolicyGuard,
  JwtPolicyModule,
  JwtPolicyService,
  Public,
  RefusedException,
  RequireScope,
} from '../../src/jwt-policy/index.js';
import { type JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { closeAfterEach } from '../support/closing.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';
import { issuerOptions, startGuardedApp } from './guarded-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

@Controller('orders')
class OrdersController {
  @Get()
  @RequireScope('read')
  list(@Claims(['realm', 'id']) realm: unknown): unknown {
    return { realm };
  }
}

describe('forRootAsync', () => {
  @Injectable()
  class Settings {
    readonly audience = 'orders';
  }

  @Module({ providers: [Settings], exports: [Settings] })
  class SettingsModule {}

  const clock = new TestClock();
  const issuer = new TestIssuer('https://id.test', clock);

  const start = async (useFactory: (settings: Settings) => JwtPolicyOptions | Promise<JwtPolicyOptions>) => {
    const imported = JwtPolicyModule.forRootAsync({
      imports: [SettingsModule],
      inject: [Settings],
      useFactory,
    });
    const module = await Test.createTestingModule({
      imports: [imported],
      controllers: [OrdersController],
    }).compile();
    const app = opened(module.createNestApplication({ logger: false }));
    await app.listen(0, '127.0.0.1');
    return app;
  };

  test('takes its options from other providers, late ones too', async () => {
    const app = await start(async ({ audience }) =>
      Promise.resolve({ clock, issuers: [{ ...issuerOptions, audience }] }),
    );
    const headers = {
      authorization: `Bearer ${issuer.token({ claims: { scope: 'read', realm: { id: 7 } } })}`,
    };
    const response = await fetch(`${await app.getUrl()}/orders`, { headers });
    expect(await response.json()).toEqual({ realm: 7 });
  });

  test('validates them as forRoot does', async () => {
    await expect(start(() => ({ issuers: [{ issuer: 'x', audience: undefined as never }] }))).rejects.toThrow(
      'issuers[0].audience',
    );
  });
});

describe('wrong options', () => {
  test('stop the start with every problem and its path', async () => {
    const started = startGuardedApp([OrdersController], {
      issuers: [{ issuer: '', audience: undefined, algoritms: [], jwksUri: 'http://id.test' } as never],
      unmatchedRoutes: 'open' as never,
    });
    await expect(started).rejects.toThrow(
      /issuers\[0\]\.algoritms: is not an option here[\s\S]*issuers\[0\]\.issuer[\s\S]*issuers\[0\]\.audience[\s\S]*jwksUri/,
    );
    await expect(started).rejects.toThrow('unmatchedRoutes');
  });
});

test('a second forRoot stops the start', async () => {
  const imports = [JwtPolicyModule.forRoot({ issuers: [{ ...issuerOptions, audience: null }] })];
  await expect(startGuardedApp([OrdersController], undefined, { imports })).rejects.toThrow(
    'JwtPolicyModule: is imported more than once',
  );
});

test('tests can replace the guard', async () => {
  const module = await Test.createTestingModule({
    imports: [JwtPolicyModule.forRoot({ issuers: [issuerOptions] })],
    controllers: [OrdersController],
  })
    .overrideProvider(JwtPolicyGuard)
    .useValue({ canActivate: () => true })
    .compile();
  const app = opened(module.createNestApplication({ logger: false }));
  await app.listen(0, '127.0.0.1');
  expect((await fetch(`${await app.getUrl()}/orders`)).status).toBe(200);
});

test('an exception filter finds the code, and the headers are set already', async () => {
  @Catch(RefusedException)
  class ProblemFilter implements ExceptionFilter {
    catch({ code }: RefusedException, host: ArgumentsHost): void {
      host
        .switchToHttp()
        .getResponse<{ status(code: number): { json(body: unknown): void } }>()
        .status(418)
        .json({ code });
    }
  }
  const app = opened(
    await startGuardedApp([OrdersController], undefined, {
      configure: (nest) => nest.useGlobalFilters(new ProblemFilter()),
    }),
  );
  const response = await app.call('/orders');
  expect([response.status, await response.json()]).toEqual([418, { code: 'TOKEN_MISSING' }]);
  expect(response.headers.get('www-authenticate')).toBe('Bearer');
});

test('request-scoped controllers are guarded like any other', async () => {
  @Controller({ path: 'scoped', scope: Scope.REQUEST })
  class ScopedController {
    @Get()
    @RequireScope('read')
    get(): string {
      return 'scoped';
    }
  }
  const app = opened(await startGuardedApp([ScopedController]));
  expect([
    await app.anonymous('/scoped'),
    await app.status('/scoped'),
    await app.status('/scoped', { scope: 'read' }),
  ]).toEqual([401, 403, 200]);
});

describe('what was not there at start is refused', () => {
  test('a handler function that was put in place afterwards', async () => {
    @Controller('swapped')
    class SwappedController {
      @Get()
      get(): string {
        return 'swapped';
      }
    }
    const app = opened(await startGuardedApp([SwappedController]));
    const guard = app.app.get(JwtPolicyGuard);
    const context = (type: string, handler: () => unknown): never =>
      ({
        getClass: () => SwappedController,
        getHandler: () => handler,
        getType: () => type,
        switchToHttp: () => ({ getRequest: () => ({}), getResponse: () => ({ set: () => undefined }) }),
      }) as never;
    expect(() => guard.canActivate(context('http', () => 'other'))).toThrow(RefusedException);
    for (const type of ['rpc', 'ws', 'graphql']) {
      expect(() => guard.canActivate(context(type, SwappedController.prototype.get))).toThrow(
        expect.objectContaining({ code: 'CONTEXT_UNSUPPORTED' }),
      );
    }
  });

  test('a lazily loaded module gets no route', async () => {
    const app = opened(await startGuardedApp([OrdersController]));
    class LazyModule {}
    Module({ controllers: [OrdersController] })(LazyModule);
    await app.app.get(LazyModuleLoader).load(() => LazyModule);
    expect((await app.call('/lazy')).status).toBe(404);
  });
});

test('the start tells how many handlers are guarded and public, and every opt-out', async () => {
  const lines: string[] = [];
  for (const level of ['log', 'warn'] as const) {
    jest
      .spyOn(Logger.prototype, level)
      .mockImplementation((message: unknown) => void lines.push(String(message)));
  }
  @Controller()
  class OpenController {
    @Get()
    @Public()
    open(): string {
      return '';
    }
  }
  const issuers = [
    {
      ...issuerOptions,
      issuer: null,
      audience: null,
      requireExp: false,
      acceptBoundTokens: true,
      acceptIdTokens: true,
      allowMissingKid: true,
    },
  ];
  opened(await startGuardedApp([OrdersController, OpenController], { issuers }));
  expect(lines).toEqual(
    expect.arrayContaining([
      '1 handler(s) guarded, 1 public.',
      'Policy "default" accepts tokens of any issuer (issuer: null).',
      'Policy "default" does not check the audience (audience: null).',
      'Policy "default" accepts tokens that never expire (requireExp: false).',
      'Policy "default" accepts bound tokens without proof of possession (acceptBoundTokens: true).',
      'Policy "default" accepts id tokens and refresh tokens as access tokens (acceptIdTokens: true).',
      'Policy "default" accepts tokens without kid (allowMissingKid: true).',
    ]),
  );
});

describe('JwtPolicyService', () => {
  test('decides on a token outside a request, with demands of its own', async () => {
    const app = opened(await startGuardedApp([OrdersController]));
    const service = app.app.get(JwtPolicyService);
    const token = app.issuer.token({ claims: { scope: 'read' } });
    expect(await service.decide(token)).toMatchObject({
      granted: true,
      policy: 'default',
      claims: { sub: 'alice' },
    });
    expect(await service.decide(token, {}, { scopes: ['write'] })).toMatchObject({
      granted: false,
      refusal: { code: 'SCOPE_MISSING' },
    });
    const rules = [{ claim: 'sub', rule: 'bob' }];
    expect(await service.decide(token, {}, { rules })).toMatchObject({
      granted: false,
      refusal: { code: 'CLAIM_RULE_FAILED' },
    });
    expect(await service.decide('garbage')).toMatchObject({
      granted: false,
      refusal: { code: 'TOKEN_MALFORMED' },
    });
    expect(await service.decide('')).toMatchObject({ granted: false, refusal: { code: 'TOKEN_MALFORMED' } });
    await expect(
      service.decide(token, {}, { scopes: ['a b'], rules: [{} as never], policies: ['x'] }),
    ).rejects.toThrow(/scopes[\s\S]*rules\[0\][\s\S]*policies/);
  });

  test('prepares demands once, to decide and explain many tokens by them', async () => {
    const app = opened(await startGuardedApp([OrdersController]));
    const readers = app.app.get(JwtPolicyService).prepare({ anyScope: ['read', 'admin'] });
    const [good, bad] = ['extra admin', 'write'].map((scope) => app.issuer.token({ claims: { scope } }));
    expect(await readers.decide(good ?? '')).toMatchObject({ granted: true, policy: 'default' });
    expect(await readers.decide(bad ?? '')).toMatchObject({
      granted: false,
      refusal: { code: 'SCOPE_MISSING', scopes: ['read', 'admin'] },
    });
    expect(await readers.decide(undefined as never)).toMatchObject({ refusal: { code: 'TOKEN_MALFORMED' } });
    const explanation = await readers.explain(bad ?? '');
    expect(explanation).toMatchObject({ granted: false, refusal: { code: 'SCOPE_MISSING' } });
    expect(explanation.steps.at(-1)).toMatchObject({
      expected: 'scope: one of read, admin',
      found: ['write'],
    });
  });

  test('does not prepare wrong demands', async () => {
    const app = opened(await startGuardedApp([OrdersController]));
    const service = app.app.get(JwtPolicyService);
    const problems: [demands: unknown, problem: string][] = [
      [{ scope: ['read'] }, 'scope: is not an option here; did you mean scopes?'],
      [{ scopes: undefined }, 'scopes: must be a list; leave it out to demand nothing.'],
      // eslint-disable-next-line no-sparse-arrays
      [{ scopes: [,] }, 'scopes: must be scopes as RFC 6749 §3.3 defines them'],
      [{ anyScope: [] }, 'anyScope: needs at least one scope; leave it out to demand none.'],
      [{ anyScope: ['a b'] }, 'anyScope: must be scopes as RFC 6749 §3.3 defines them'],
      [{ rules: [{ claim: 'sub', rule: 'a' }, {}] }, 'rules[1]: rule must be'],
      [{ policies: ['other'] }, 'policies: names the unknown policy "other"; known are default.'],
      [null, 'demands: must be an object'],
    ];
    for (const [demands, problem] of problems) {
      const prepare = (): unknown => service.prepare(demands as never);
      expect(prepare).toThrow(`The demands cannot be prepared, 1 problem(s) found:\n  - ${problem}`);
      expect(prepare).toThrow(JwtPolicyConfigurationError);
    }
  });

  test('explains a token against a route, to the end', async () => {
    const app = opened(await startGuardedApp([OrdersController]));
    const service = app.app.get(JwtPolicyService);
    const token = app.issuer.token({ claims: { exp: 1, scope: 'write' } });
    const explanation = await service.explain(token, OrdersController, 'list');
    expect(explanation).toMatchObject({
      route: 'OrdersController.list',
      granted: false,
      refusal: { code: 'TOKEN_EXPIRED' },
    });
    const outcomes = explanation?.steps.map(({ step, outcome }) => `${step} ${outcome}`);
    expect(outcomes).toEqual([
      'token passed',
      'syntax passed',
      'parse passed',
      'header passed',
      'issuer passed',
      'alg passed',
      'typ passed',
      'key passed',
      'signature passed',
      'kind passed',
      'exp refused',
      'nbf passed',
      'iat passed',
      'aud passed',
      'cnf passed',
      'scope refused',
    ]);
    expect(explanation?.steps.at(-1)).toMatchObject({
      expected: 'scope read',
      found: ['write'],
      code: 'SCOPE_MISSING',
    });
    await expect(service.explain(token, OrdersController, 'nothing')).rejects.toThrow(
      'OrdersController.nothing: is no handler',
    );
  });
});

test('decisions outside a request are never open, whatever unmatchedRoutes says of routes', async () => {
  const elsewhere = { name: 'default', issuers: [issuerOptions], appliesTo: [{ path: '/orders' }] };
  const app = opened(
    await startGuardedApp([OrdersController], { policies: [elsewhere], unmatchedRoutes: 'allow' }),
  );
  const service = app.app.get(JwtPolicyService);
  for (const demands of [{}, { policies: ['default'] }]) {
    expect(await service.decide('garbage', { routePattern: '/elsewhere' }, demands)).toMatchObject({
      granted: false,
      refusal: { code: 'NO_POLICY_APPLIES' },
    });
  }
});

test('what is no text is explained as a malformed token', async () => {
  const app = opened(await startGuardedApp([OrdersController]));
  const explanation = await app.app.get(JwtPolicyService).explain(null as never, OrdersController, 'list');
  expect(explanation).toMatchObject({ granted: false, refusal: { code: 'TOKEN_MALFORMED' } });
});

test('a refused verdict shows neither token nor claims when it is printed or serialised', async () => {
  const app = opened(await startGuardedApp([OrdersController]));
  const token = app.issuer.token({ claims: { sub: 'SECRET-SUB' } });
  const verdict = await app.app.get(JwtPolicyService).decide(token, {}, { scopes: ['read'] });
  expect(verdict).toMatchObject({ granted: false, refusal: { code: 'SCOPE_MISSING' } });
  for (const text of [
    JSON.stringify(verdict),
    inspect(verdict, { depth: 9 }),
    JSON.stringify({ ...verdict }),
  ]) {
    expect(text).not.toMatch(/SECRET-SUB|eyJ/);
  }
});

test('@Claims() gives nothing in a call that is no HTTP request: its sender wrote what stands there', () => {
  const parameters = Reflect.getMetadata('__routeArguments__', OrdersController, 'list') as Record<
    string,
    { factory: (data: unknown, context: unknown) => unknown }
  >;
  const [claims] = Object.values(parameters);
  const forged = { jwtPolicy: { claims: { realm: { id: 'FORGED' } } } };
  const contextOf = (type: string): unknown => ({
    getType: () => type,
    getArgs: () => [forged],
    switchToHttp: () => ({ getRequest: () => forged }),
  });
  expect(claims?.factory(['realm', 'id'], contextOf('http'))).toBe('FORGED');
  for (const type of ['rpc', 'ws', 'graphql']) {
    expect(claims?.factory(['realm', 'id'], contextOf(type))).toBeUndefined();
  }
});
