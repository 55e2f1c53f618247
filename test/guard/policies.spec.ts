import { All, Controller, Get, Logger, Post, VersioningType, type Type } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { type JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { JwtPolicyService, Public, RequireScope, UsePolicy } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { ADAPTERS, type Adapter } from '../support/test-app.js';
import { TestClock } from '../support/test-clock.js';
import { generateKey, TestIssuer } from '../support/test-issuer.js';
import { issuerOptions, startGuardedApp, type GuardedApp } from './guarded-app.js';
import { startMatrixApp, type MatrixApp } from './matrix-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

@Controller('orders')
class OrdersController {
  @Get()
  list(): string {
    return 'list';
  }

  @Get(':id')
  get(): string {
    return 'get';
  }

  @Post()
  create(): string {
    return 'create';
  }
}

@Controller('partners')
@UsePolicy('partners')
class PartnersController {
  @Get()
  list(): string {
    return 'partners';
  }

  @Get('both')
  @UsePolicy('default', 'partners')
  both(): string {
    return 'both';
  }
}

const partnersKey = generateKey('partners-key');
const partnersIssuer = {
  issuer: 'https://partners.test',
  audience: 'orders',
  keys: { jwks: { keys: [partnersKey.jwk] } },
};
const policy = { name: 'default', issuers: [issuerOptions] };

const start = async (
  options: Partial<JwtPolicyOptions>,
  parts: Parameters<typeof startGuardedApp>[2] = {},
  controllers: Type[] = [OrdersController],
): Promise<GuardedApp> => opened(await startGuardedApp(controllers, options, parts));
const startMatrix = async (
  options: Partial<JwtPolicyOptions>,
  controller: Type = OrdersController,
  adapter: Adapter = 'express',
): Promise<MatrixApp> => opened(await startMatrixApp([controller], options, adapter));

describe('several issuers in one policy', () => {
  test('the iss of the token picks one, and only its keys count', async () => {
    const app = await start({ issuers: [issuerOptions, partnersIssuer] });
    const partners = new TestIssuer('https://partners.test', app.clock, partnersKey);
    expect(await app.status('/orders')).toBe(200);
    expect((await app.call('/orders', partners.token())).status).toBe(200);
    const forged = partners.token({ claims: { iss: 'https://id.test' } });
    await expectRefused(await app.call('/orders', forged), 'KEY_UNKNOWN', 'invalid_token');
  });
});

describe.each(ADAPTERS)('appliesTo over %s', (adapter) => {
  const readPolicy = {
    name: 'read',
    issuers: [issuerOptions],
    checks: [{ claim: 'role', rule: 'reader' }],
    appliesTo: [{ path: '/orders/**', methods: ['get'] }],
  };
  const writePolicy = {
    name: 'write',
    issuers: [issuerOptions],
    checks: [{ claim: 'role', rule: 'writer' }],
    appliesTo: [{ path: '/orders/**', methods: ['POST'] }],
  };

  test('routes by pattern and method', async () => {
    const app = await startMatrix({ policies: [readPolicy, writePolicy] }, OrdersController, adapter);
    await app.holds(
      ['GET /orders', { role: 'reader' }, 200],
      ['GET /orders/7', { role: 'reader' }, 200],
      ['GET /orders', { role: 'writer' }, 'CLAIM_REFUSED'],
      ['POST /orders', { role: 'reader' }, 'CLAIM_REFUSED'],
      ['POST /orders', { role: 'writer' }, 201],
    );
  });

  test('GET covers HEAD, so that HEAD does not slip past a stricter policy', async () => {
    const strict = { ...readPolicy, name: 'strict' };
    const app = await startMatrix({ policies: [policy, strict] }, OrdersController, adapter);
    await app.holds(
      ['HEAD /orders', { role: 'nobody' }, 'CLAIM_REFUSED'],
      ['HEAD /orders', { role: 'reader' }, 200],
    );
  });

  test('the case, encoding and slashes of the sender do not lead past a policy', async () => {
    const admin = { ...readPolicy, name: 'strict', appliesTo: [{ path: '/orders/:id' }] };
    const app = await start({ policies: [policy, admin] }, { adapter });
    for (const path of [
      '/orders/7',
      '/ORDERS/7',
      '/orders/%37',
      '/orders/7/',
      '/orders/7?x=/orders',
      '//orders/7',
      '/orders/./7',
      '/orders/..%2f7',
    ]) {
      expect([401, 404]).toContain(await app.status(path, { role: 'nobody' }));
    }
    expect(await app.status('/orders/7', { role: 'reader' })).toBe(200);
  });

  test('patterns include global prefix, version and module path', async () => {
    const applies = { ...policy, appliesTo: [{ path: '/api/v2/orders' }] };
    const versioned = await start(
      { policies: [applies] },
      {
        adapter,
        configure: (app) => {
          app.setGlobalPrefix('api');
          app.enableVersioning({ type: VersioningType.URI, defaultVersion: '2' });
        },
      },
    );
    expect([await versioned.status('/api/v2/orders'), await versioned.status('/api/v2/orders/7')]).toEqual([
      200, 403,
    ]);
  });
});

test('an optional part of a route belongs to the pattern when the call has it', async () => {
  @Controller()
  class OptionalController {
    @Get('orders{/:id}')
    get(): string {
      return 'optional';
    }
  }
  const strict = {
    ...policy,
    name: 'strict',
    checks: [{ claim: 'role', rule: 'x' }],
    appliesTo: [{ path: '/orders/:id' }],
  };
  const app = await startMatrix({ policies: [policy, strict] }, OptionalController);
  await app.holds(
    ['GET /orders', {}, 200],
    ['GET /orders/7', {}, 'CLAIM_MISSING'],
    ['GET /orders/7', { role: 'x' }, 200],
  );
});

test('quoted names and escapes of Express are read as Express reads them', async () => {
  @Controller()
  class QuotedController {
    @Get('orders/:"the id"')
    get(): string {
      return 'quoted';
    }

    @Get(String.raw`items/a\:b`)
    escaped(): string {
      return 'escaped';
    }
  }
  const strict = {
    ...policy,
    name: 'strict',
    checks: [{ claim: 'role', rule: 'x' }],
    appliesTo: [{ path: ['/orders/:id', '/items/a:b'] }],
  };
  const app = await startMatrix({ policies: [policy, strict] }, QuotedController);
  for (const call of ['GET /orders/7', 'GET /items/a:b'])
    await app.holds([call, {}, 'CLAIM_MISSING'], [call, { role: 'x' }, 200]);
});

describe('routes with optional parts that leave no trace in a call', () => {
  const strict = { ...policy, name: 'strict', appliesTo: [{ path: '/orders/all' }] };
  const controllerOf = (path: string): Type => {
    @Controller()
    class OptionalPartController {
      @Get(path)
      get(): string {
        return 'optional';
      }
    }
    return OptionalPartController;
  };

  test('are refused where policies depend on the route, open or not', async () => {
    for (const path of ['orders{/all}', 'it{ems}/:id']) {
      const app = await start({ policies: [strict], unmatchedRoutes: 'allow' }, {}, [controllerOf(path)]);
      for (const url of ['/orders/all', '/orders', '/items/7', '/it/7']) {
        expect([403, 404]).toContain(await app.anonymous(url));
      }
    }
  });

  test('are no obstacle where policies apply everywhere', async () => {
    const app = await startMatrix({ policies: [policy] }, controllerOf('orders{/all}'));
    await app.holds(['GET /orders/all', {}, 200], ['GET /orders/all', null, 'TOKEN_MISSING']);
  });

  test('and an optional parameter of Fastify belongs to the pattern when the call has it', async () => {
    const rows = [{ path: '/orders' }];
    const bare = { ...policy, name: 'bare', checks: [{ claim: 'role', rule: 'x' }], appliesTo: rows };
    const app = await startMatrix({ policies: [policy, bare] }, controllerOf('orders/:id?'), 'fastify');
    await app.holds(['GET /orders', {}, 'CLAIM_MISSING'], ['GET /orders/7', {}, 200]);
  });
});

test('a row of appliesTo that matches no route is logged at start', async () => {
  const lines: string[] = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void lines.push(String(message)));
  const strict = { ...policy, name: 'strict', appliesTo: [{ path: '/orders' }, { path: '/Orders/:id' }] };
  await start({ policies: [policy, strict] });
  expect(lines.filter((line) => line.includes('matches no route'))).toEqual([
    'Policy "strict": appliesTo[1] matches no route. Letter case, prefix and version count.',
  ]);
});

describe('a route that no policy applies to', () => {
  const elsewhere = { ...policy, appliesTo: [{ path: '/orders', methods: ['GET'] }] };
  const listen = (): string[] => {
    const lines: string[] = [];
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((message: unknown) => void lines.push(String(message)));
    return lines;
  };

  test('is refused, with a token and without, and named at start', async () => {
    const lines = listen();
    const app = await start({ policies: [elsewhere] });
    await expectRefused(await app.call('/orders/7', app.issuer.token()), 'NO_POLICY_APPLIES', 'forbidden');
    await expectRefused(await app.call('/orders/7'), 'NO_POLICY_APPLIES', 'forbidden');
    expect(await app.status('/orders')).toBe(200);
    expect(lines).toContain(
      'No policy applies to GET /orders/:id (OrdersController.get): calls get 403 NO_POLICY_APPLIES.',
    );
    expect(lines).toContain(
      'No policy applies to POST /orders (OrdersController.create): calls get 403 NO_POLICY_APPLIES.',
    );
    expect(lines.join()).not.toContain('OrdersController.list');
  });

  test('is open where unmatchedRoutes says so, and that is logged at start', async () => {
    const lines = listen();
    const app = await start({ policies: [elsewhere], unmatchedRoutes: 'allow' });
    expect([await app.anonymous('/orders/7'), await app.anonymous('/orders')]).toEqual([200, 401]);
    expect(lines).toContain('Routes that no policy applies to are open (unmatchedRoutes: allow).');
    expect(lines).toContain(
      'No policy applies to GET /orders/:id (OrdersController.get): calls pass without a token.',
    );
  });

  test('stays closed when it names its policies, whatever unmatchedRoutes says', async () => {
    @Controller('orders')
    @UsePolicy('default')
    class NamingController {
      @All(':id')
      get(): string {
        return 'get';
      }
    }
    const app = await startMatrix({ policies: [elsewhere], unmatchedRoutes: 'allow' }, NamingController);
    await app.holds(['GET /orders/7', null, 'NO_POLICY_APPLIES']);
  });

  test('stays closed when it demands something, whatever unmatchedRoutes says', async () => {
    @Controller('orders')
    class DemandingController {
      @Get(':id')
      @RequireScope('read')
      get(): string {
        return 'get';
      }
    }
    const app = await startMatrix({ policies: [elsewhere], unmatchedRoutes: 'allow' }, DemandingController);
    await app.holds(
      ['GET /orders/7', null, 'NO_POLICY_APPLIES'],
      ['GET /orders/7', { scope: 'read' }, 'NO_POLICY_APPLIES'],
    );
  });

  test('is named with its module path', async () => {
    const lines = listen();
    class AdminModule {}
    const admin = { module: AdminModule, controllers: [OrdersController] };
    const routed = RouterModule.register([{ path: 'admin', module: AdminModule }]);
    opened(await startGuardedApp([], { policies: [elsewhere] }, { imports: [admin, routed] }));
    expect(lines.join('\n')).toContain('No policy applies to GET /admin/orders/:id (OrdersController.get)');
  });
});

describe('several policies', () => {
  const second = { name: 'second', issuers: [{ ...issuerOptions, audience: 'second' }] };

  test('must all pass, in order, and the first that fails answers', async () => {
    const app = await start({ policies: [policy, second] });
    expect(await app.status('/orders', { aud: ['orders', 'second'] })).toBe(200);
    for (const aud of [['orders'], ['second']]) {
      const response = await app.call('/orders', app.issuer.token({ claims: { aud } }));
      await expectRefused(response, 'AUDIENCE_REFUSED', 'invalid_token');
    }
  });

  test('leave a result each at request.jwtPolicy, and the claims of the last', async () => {
    @Controller('state')
    class StateController {
      @Get()
      state(): unknown {
        return seen;
      }
    }
    let seen: unknown;
    const app = await start(
      { policies: [policy, second] },
      {
        configure: (nest) => {
          nest.useGlobalInterceptors({
            intercept: (context, next) => {
              seen = context.switchToHttp().getRequest<{ jwtPolicy: unknown }>().jwtPolicy;
              return next.handle();
            },
          });
        },
      },
      [StateController],
    );
    const response = await app.call('/state', app.issuer.token({ claims: { aud: ['orders', 'second'] } }));
    const claims = expect.objectContaining({ sub: 'alice' });
    expect(await response.json()).toEqual({
      granted: true,
      anonymous: false,
      policy: 'second',
      issuer: 'https://id.test',
      claims,
      results: {
        default: { policy: 'default', issuer: 'https://id.test', claims },
        second: { policy: 'second', issuer: 'https://id.test', claims },
      },
    });
    expect(Object.isFrozen(seen)).toBe(true);
  });
});

describe('@UsePolicy', () => {
  const partners = { name: 'partners', issuers: [partnersIssuer] };

  test('narrows a route to the named policies; a handler replaces what its class says', async () => {
    const app = await start({ policies: [policy, partners] }, {}, [PartnersController]);
    const token = new TestIssuer('https://partners.test', app.clock, partnersKey).token();
    expect((await app.call('/partners', token)).status).toBe(200);
    expect(await app.status('/partners')).toBe(401);
    expect((await app.call('/partners/both', token)).status).toBe(401);
  });

  test('does not stretch a policy to where it does not apply', async () => {
    const bounded = { ...partners, appliesTo: [{ path: '/elsewhere' }] };
    const app = await start({ policies: [policy, bounded] }, {}, [PartnersController]);
    await expectRefused(await app.call('/partners', app.issuer.token()), 'NO_POLICY_APPLIES', 'forbidden');
  });

  test('left out where policies share no issuer: the start says that no token can pass', async () => {
    const lines: string[] = [];
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((message: unknown) => void lines.push(String(message)));
    await start({ policies: [policy, partners] });
    expect(lines).toContain(
      'No token can pass all policies of GET /orders/:id (OrdersController.get): default, partners accept no issuer in common. @UsePolicy() or appliesTo narrows them.',
    );
  });

  test('with an unknown name stops the start', async () => {
    await expect(startGuardedApp([PartnersController], { policies: [policy] })).rejects.toThrow(
      'PartnersController.list: @UsePolicy() names the unknown policy "partners"; known are default.',
    );
  });

  test('twice on one target, or without a name, stops the start', async () => {
    @Controller()
    class TwiceController {
      @Get('a')
      @UsePolicy('default')
      @UsePolicy('partners')
      a(): string {
        return '';
      }

      @Get('b')
      @UsePolicy()
      b(): string {
        return '';
      }
    }
    const started = startGuardedApp([TwiceController], { policies: [policy, partners] });
    await expect(started).rejects.toThrow(
      /TwiceController\.a: .*twice[\s\S]*TwiceController\.b: .*one policy name/,
    );
  });
});

test('no policy decides a public route', async () => {
  @Controller('public')
  class PublicController {
    @Get()
    @Public()
    get(): string {
      return 'open';
    }
  }
  const policies = [{ ...policy, appliesTo: [{ path: '/elsewhere' }] }];
  const app = await startMatrix({ policies }, PublicController);
  await app.holds(['GET /public', null, 200], ['GET /public', {}, 200]);
});

test('policies that take their keys from the same place fetch them once between them', async () => {
  const issuer = new TestIssuer('https://id.test', new TestClock());
  let fetches = 0;
  const fetch = async (): Promise<Response> => {
    fetches += 1;
    return Response.json({ keys: [issuer.key.jwk] });
  };
  const { keys: _keys, ...unfetched } = issuerOptions;
  const fetched = { ...unfetched, jwksUri: 'https://id.test/keys' };
  const app = await start({
    fetch,
    policies: [
      { name: 'first', issuers: [fetched] },
      { name: 'second', issuers: [fetched] },
    ],
  });
  expect([await app.status('/orders'), fetches]).toEqual([200, 1]);
  expect(app.app.get(JwtPolicyService).keySets()).toHaveLength(1);
});
