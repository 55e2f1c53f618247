import { Controller, Get, Logger, Optional, Req, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import {
  ClaimRule,
  Claims,
  JwtPolicyService,
  OptionalToken,
  Public,
  typedClaims,
  type ClaimsOf,
  type GuardedRequest,
  type JwtClaims,
} from '../../src/jwt-policy/index.js';
import { ADAPTERS } from '../support/test-app.js';
import { expectRefused } from '../support/expect-refused.js';
import { startGuardedApp, type GuardedApp } from './guarded-app.js';

let validated = 0;
const Shop = typedClaims(
  z.object({
    shop: z.string().transform((name) => {
      validated += 1;
      return name.toUpperCase();
    }),
  }),
);
type ShopClaims = ClaimsOf<typeof Shop>;
const Valibot = typedClaims(v.object({ shop: v.string() }));
const Arktype = typedClaims(type({ shop: 'string' }));
const Late = typedClaims(z.object({}).refine(() => Promise.resolve(true)));

@Controller('orders')
class OrdersController {
  @Get('zod')
  zod(@Shop() { shop }: ShopClaims, @Claims() claims: JwtClaims) {
    return { shop, verified: claims['shop'] };
  }

  @Get('valibot')
  valibot(@Valibot() claims: ClaimsOf<typeof Valibot>) {
    return claims;
  }

  @Get('arktype')
  arktype(@Arktype() { shop }: ClaimsOf<typeof Arktype>) {
    return { shop };
  }

  @Get('rule')
  @ClaimRule(Shop.rule)
  rule(@Req() request: GuardedRequest) {
    return { shop: Shop.of(request)?.shop };
  }

  @Get('undeclared')
  undeclared(@Req() request: GuardedRequest) {
    return { shop: Shop.of(request)?.shop };
  }

  @Get('late')
  late(@Late() claims: object) {
    return claims;
  }

  @Get('optional')
  @OptionalToken()
  optional(@Shop() shop: ShopClaims | undefined) {
    return { shop: shop?.shop ?? 'nobody' };
  }
}

/** Inherits the route, and with it the demand. */
@Controller('more-orders')
class MoreOrdersController extends OrdersController {}

describe.each(ADAPTERS)('typed claims on %s', (adapter) => {
  let app: GuardedApp;

  beforeAll(async () => {
    app = await startGuardedApp([OrdersController, MoreOrdersController], undefined, { adapter });
  });
  afterAll(() => app.close());
  afterEach(() => void jest.restoreAllMocks());

  const call = (path: string, claims: Record<string, unknown>): Promise<Response> =>
    app.call(path, app.issuer.token({ claims }));

  it.each([
    ['zod', { shop: 'NORTH', verified: 'north' }],
    ['valibot', { shop: 'north' }],
    ['arktype', { shop: 'north' }],
    ['rule', { shop: 'NORTH' }],
    ['undeclared', { shop: 'NORTH' }],
    ['optional', { shop: 'NORTH' }],
  ])('are what the schema makes of the claims, by %s', async (path, expected) => {
    expect(await (await call(`/orders/${path}`, { shop: 'north' })).json()).toEqual(expected);
  });

  it.each(['zod', 'valibot', 'arktype', 'rule', 'optional'])(
    'that do not fit are refused by the guard, before the handler of %s',
    async (path) => {
      const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
      await expectRefused(await call(`/orders/${path}`, { shop: 4711 }), 'CLAIM_RULE_FAILED', 'forbidden');
      const said = String(warn.mock.calls[0]?.[0]);
      expect(said).toMatch(/expected: the token satisfies a schema of \w+; does not fit: "shop" \(/);
      expect(said).not.toContain('4711');
    },
  );

  it('that do not fit are refused on an inherited route', async () => {
    jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    await expectRefused(await call('/more-orders/zod', {}), 'CLAIM_RULE_FAILED', 'forbidden');
    expect((await call('/more-orders/zod', { shop: 'north' })).status).toBe(200);
  });

  it('that are read where no route demands them throw what the guard would', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const response = await call('/orders/undeclared', { shop: 4711 });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'CLAIM_RULE_FAILED' });
    expect(warn.mock.calls).toEqual([
      ['CLAIM_RULE_FAILED where typed claims were read: expected: the token satisfies a schema of zod'],
    ]);
  });

  it('of a schema that answers later refuse, and the log says why', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    await expectRefused(await call('/orders/late', {}), 'CLAIM_RULE_FAILED', 'forbidden');
    expect(JSON.stringify(warn.mock.calls)).toContain('returned a promise, but rules are synchronous');
  });

  it('of a call without a token are undefined', async () => {
    expect(await (await app.call('/orders/optional')).json()).toEqual({ shop: 'nobody' });
  });

  it('are validated once for a token that is cached', async () => {
    const token = app.issuer.token({ claims: { shop: 'south', jti: adapter } });
    const before = validated;
    for (let time = 0; time < 3; time += 1) await app.call('/orders/zod', token);
    await app.call('/orders/rule', token);
    expect(validated).toBe(before + 1);
  });

  it('are a step of the plan, which explain shows', async () => {
    const explanation = await app.app
      .get(JwtPolicyService)
      .explain(app.issuer.token({ claims: { shop: 4711 } }), OrdersController, 'zod');
    expect(explanation?.steps.at(-1)).toMatchObject({
      step: 'rule token',
      expected: 'the token satisfies a schema of zod',
      outcome: 'refused',
      detail: 'expected: the token satisfies a schema of zod; does not fit: "shop"',
    });
  });
});

it('typed claims have the type of what their schema gives, in each library', () => {
  // Checked by the compiler: a wrong type would make the @ts-expect-error needless, which is an error.
  type Shops = [ShopClaims['shop'], ClaimsOf<typeof Valibot>['shop'], ClaimsOf<typeof Arktype>['shop']];
  const texts: Shops = ['north', 'north', 'north'];
  // @ts-expect-error no number
  const numbers: Shops = [1, 'north', 'north'];
  expect([texts, numbers]).toHaveLength(2);
});

describe('typed claims in the wrong place', () => {
  async function problemsOf(controller: new (...parameters: never[]) => object): Promise<string> {
    return startGuardedApp([controller]).then(
      () => 'started',
      (error: Error) => error.message,
    );
  }

  it('stop the start on a public route', async () => {
    @Controller()
    class PublicController {
      @Get()
      @Public()
      all(@Shop() shop: ShopClaims) {
        return shop;
      }
    }
    expect(await problemsOf(PublicController)).toContain('PublicController.all: @Public() beside a demand');
  });

  it('stop the start in a constructor', async () => {
    @Controller()
    class ConstructedController {
      constructor(@Optional() @Shop() readonly shop: never) {}
      @Get()
      all() {
        return 1;
      }
    }
    expect(await problemsOf(ConstructedController)).toContain('not of a constructor');
  });

  it('stop the start when they have no schema', async () => {
    const Nothing = typedClaims({} as never);
    @Controller()
    class SchemalessController {
      @Get()
      all(@Nothing() claims: object) {
        return claims;
      }
    }
    expect(await problemsOf(SchemalessController)).toContain('typedClaims() needs a Standard Schema');
  });
});

/** What the parameter of a handler receives in a context of this type. */
function parameterIn(kind: string, request: GuardedRequest): unknown {
  const metadata = Reflect.getMetadata(ROUTE_ARGS_METADATA, OrdersController, 'optional') as Record<
    string,
    { factory: (data: unknown, context: ExecutionContext) => unknown }
  >;
  const [parameter] = Object.values(metadata);
  const context = {
    getType: () => kind,
    getArgs: () => [request],
    switchToHttp: () => ({ getRequest: () => request }),
  };
  return parameter?.factory(undefined, context as ExecutionContext);
}

describe('typed claims outside an HTTP request', () => {
  const request = { jwtPolicy: { claims: { shop: 'north' } } } as unknown as GuardedRequest;

  it('are undefined: what another kind of call carries in that place was written by its sender', () => {
    expect(parameterIn('http', request)).toEqual({ shop: 'NORTH' });
    for (const kind of ['rpc', 'ws', 'graphql']) expect(parameterIn(kind, request)).toBeUndefined();
  });

  it('of a request that no guard has seen are undefined', () => {
    expect(Shop.of({})).toBeUndefined();
  });
});
