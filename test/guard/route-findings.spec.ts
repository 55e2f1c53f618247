import { Controller, Get, Logger, Post, type Type } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ClaimRule, google, JwtPolicyRoutes, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { JwtPolicyConfigurationError } from '../../src/jwt-policy/errors/index.js';
import {
  routeTableMarkdown,
  routeTableText,
  type RouteTable,
} from '../../src/jwt-policy/inspection/index.js';
import { normalizeOptions, type JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { policyTable } from '../../src/jwt-policy/testing/index.js';
import { closeAfterEach } from '../support/closing.js';
import { issuerOptions, startGuardedApp } from './guarded-app.js';

const opened = closeAfterEach();
let warned: string[] = [];

beforeEach(() => {
  warned = [];
  jest
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((message: unknown) => void warned.push(String(message)));
});
afterEach(() => void jest.restoreAllMocks());

async function start(controllers: Type[], options: Partial<JwtPolicyOptions> = {}) {
  const issuers = 'policies' in options ? {} : { issuers: [issuerOptions] };
  return opened(await startGuardedApp(controllers, { ...issuers, ...options } as JwtPolicyOptions)).app;
}

async function tableOf(...given: Parameters<typeof start>): Promise<RouteTable> {
  return (await start(...given)).get(JwtPolicyRoutes).table();
}

function told({ findings }: RouteTable): readonly string[] {
  return findings.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

@Controller('orders')
class OrdersController {
  @Get(':id')
  get(): string {
    return 'order';
  }
}

@Controller('orders')
class OpenOrdersController {
  @Public()
  @Get(':key')
  get(): string {
    return 'open';
  }
}

const UNREACHED = { name: 'strict', issuers: [issuerOptions], appliesTo: [{ path: '/Orders' }] };

describe('a finding', () => {
  test('tells of two handlers for the same calls whose demands differ', async () => {
    expect(told(await tableOf([OrdersController, OpenOrdersController]))).toEqual([
      'warn SAME_ROUTE_OTHER_DEMANDS GET /orders/:key leads to OrdersController.get and to OpenOrdersController.get, and their demands differ. The router takes the first; give one of them another path.',
    ]);
  });

  test('tells of a class that is public with more than one handler', async () => {
    @Public()
    @Controller('status')
    class StatusController {
      @Get()
      get(): string {
        return 'up';
      }

      @Post()
      reset(): string {
        return 'reset';
      }
    }
    expect(told(await tableOf([StatusController]))).toEqual([
      'info PUBLIC_CLASS @Public() on the class StatusController opens 2 handlers: StatusController.get, StatusController.reset. A method that is added there is open as well, unless it has a demand of its own.',
    ]);
  });

  test('tells of a demand on a claim that the issuers never send', async () => {
    @ClaimRule('groups', 'admins')
    @Controller('admin')
    class AdminController {
      @ClaimRule('nick', 'x', { mandatory: false })
      @RequireScope('admin')
      @Get()
      get(): string {
        return 'admin';
      }
    }
    const absentClaims = {
      groups: 'demand roles',
      nick: 'demand sub',
      scope: 'demand roles',
      scp: 'demand roles',
    };
    const issuer = { ...issuerOptions, absentClaims };
    expect(told(await tableOf([AdminController], { issuers: [issuer] }))).toEqual([
      'warn CLAIM_NEVER_SENT AdminController.get demands the claim "groups", which tokens of "https://id.test" never have: demand roles.',
      'warn CLAIM_NEVER_SENT AdminController.get demands a scope, which tokens of "https://id.test" never have: demand roles.',
    ]);
    const other = { ...issuerOptions, issuer: 'https://other.test' };
    expect(told(await tableOf([AdminController], { issuers: [issuer, other] }))).toEqual([]);
  });

  test('of a preset is told by what the preset knows', () => {
    const [issuer] = google({ audience: 'app', emails: ['a@b.c'] });
    expect(issuer?.absentClaims).toMatchObject({ scope: expect.any(String), scp: expect.any(String) });
  });

  test.each([[null], ['scope'], [{ scope: '' }], [{ scope: 1 }]])(
    'cannot come of absentClaims %j',
    (value) => {
      const issuer = { ...issuerOptions, absentClaims: value as never };
      expect(() => normalizeOptions({ issuers: [issuer] })).toThrow('issuers[0].absentClaims');
    },
  );
});

describe('routeFindings', () => {
  const policies = { policies: [UNREACHED] };

  test('logs warnings and errors, and no information, unless it says otherwise', async () => {
    await start([OrdersController], policies);
    expect(warned).toEqual([
      'Policy "strict": appliesTo[0] matches no route. Letter case, prefix and version count.',
      'No policy applies to GET /orders/:id (OrdersController.get): calls get 403 NO_POLICY_APPLIES.',
    ]);
  });

  test('off looks for none', async () => {
    const table = await tableOf([OrdersController], { ...policies, routeFindings: 'off' });
    expect(warned).toEqual([]);
    expect(table.findings.map(({ code }) => code)).toEqual(['ROW_MATCHES_NOTHING', 'NO_POLICY_APPLIES']);
  });

  test('error stops the start because of them', async () => {
    await expect(start([OrdersController], { ...policies, routeFindings: 'error' })).rejects.toThrow(
      JwtPolicyConfigurationError,
    );
  });
});

describe('a hostile name', () => {
  const NAME = `Evil\u001B[2J\n| GET | /x |\u202E${'x'.repeat(5_000)}`;

  async function hostile() {
    class EvilController {
      get(): string {
        return 'evil';
      }
    }
    Get('evil')(
      EvilController.prototype,
      'get',
      Object.getOwnPropertyDescriptor(EvilController.prototype, 'get') as PropertyDescriptor,
    );
    Controller()(EvilController);
    Object.defineProperty(EvilController, 'name', { value: NAME });
    return start([EvilController]);
  }

  test('moves no cursor, adds no row and fills no screen', async () => {
    const app = await hostile();
    const table = app.get(JwtPolicyRoutes).table();
    const text = routeTableText(table, { columns: 100, colours: false });
    expect(text.split('\n').every((line) => line.length <= 100)).toBe(true);
    for (const printed of [text, routeTableMarkdown(table), policyTable(app)]) {
      expect(printed).not.toMatch(/[^\P{C}\n]/u);
      expect(printed.length).toBeLessThan(3_000);
    }
    expect(
      routeTableMarkdown(table)
        .split('\n')
        .filter((line) => line.startsWith('|')),
    ).toHaveLength(3);
  });
});

describe('a route that needs a token and nothing more', () => {
  @Public()
  @Controller('mixed')
  class MixedController {
    @Get()
    open(): string {
      return 'open';
    }

    @RequireScope('mixed/write')
    @Post()
    demanding(): string {
      return 'demanding';
    }
  }

  test('says so in each table, and a demand closes a method of a public class', async () => {
    const app = await start([OrdersController, MixedController]);
    const table = app.get(JwtPolicyRoutes).table();
    expect(table.findings).toEqual([]);
    const count = '3 handler(s): 2 required (1 with any valid token), 1 public.';
    const text = routeTableText(table, { columns: 100, colours: false });
    expect(text).toMatch(/^GET +\/orders\/:id +required +any valid token +OrdersController.get$/m);
    expect(text).toContain(count);
    expect(routeTableMarkdown(table).split('\n').slice(2)).toEqual([
      String.raw`| GET | /orders/:id | required | default | any valid token | OrdersController.get |`,
      String.raw`| GET | /mixed | **public** (class) |  |  | MixedController.open |`,
      String.raw`| POST | /mixed | required | default | scope mixed/write (method) | MixedController.demanding |`,
      '',
      count,
      '',
    ]);
    expect(policyTable(app)).toContain(
      'OrdersController.get\n  required by policy default\n  any valid token\n',
    );
  });
});

describe('policyTable', () => {
  test('is the same text whatever the order of the controllers, and names what opened a route', async () => {
    const text = policyTable(await start([OrdersController, OpenOrdersController]));
    expect(text).toBe(
      [
        'GET /orders/:id -> OrdersController.get',
        '  required by policy default',
        '  any valid token',
        'GET /orders/:key -> OpenOrdersController.get',
        '  public (method)',
        'findings',
        '  warn SAME_ROUTE_OTHER_DEMANDS OpenOrdersController.get',
        '',
      ].join('\n'),
    );
  });

  test('says what it needs where the module is not imported', () => {
    const app = {
      get(): never {
        throw new Error('unknown element');
      },
    };
    expect(() => policyTable(app)).toThrow('needs an application that imports JwtPolicyModule');
  });
});
