import { Controller, Get, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, test } from '@jest/globals';
import {
  JWT_POLICY_CLOCK,
  JWT_POLICY_FETCH,
  JWT_POLICY_RANDOM,
  JwtPolicyModule,
  JwtPolicyService,
  type JwtPolicyClock,
} from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';

const opened = closeAfterEach();

@Controller('orders')
class OrdersController {
  @Get()
  list(): string {
    return 'list';
  }
}

const refuse = (): never => {
  throw new Error('the option was used');
};

test('tests replace clock, fetch and random by their tokens, whatever the options say', async () => {
  const testClock = new TestClock();
  const delays: number[] = [];
  const clock: JwtPolicyClock = {
    now: () => testClock.now(),
    after: (milliseconds) => {
      delays.push(milliseconds);
      return () => undefined;
    },
  };
  const issuer = new TestIssuer('https://id.test', testClock);
  const asked: string[] = [];
  const fetch = async (url: URL | string): Promise<Response> => {
    asked.push(String(url));
    return Response.json({ keys: [issuer.key.jwk] });
  };
  const jwksUri = 'https://id.test/keys';
  const module = await Test.createTestingModule({
    imports: [
      JwtPolicyModule.forRoot({
        issuers: [{ issuer: issuer.issuer, audience: 'orders', jwksUri }],
        clock: { now: refuse },
        fetch: refuse,
      }),
    ],
    controllers: [OrdersController],
  })
    .overrideProvider(JWT_POLICY_CLOCK)
    .useValue(clock)
    .overrideProvider(JWT_POLICY_FETCH)
    .useValue(fetch)
    .overrideProvider(JWT_POLICY_RANDOM)
    .useValue(() => 0)
    .compile();
  const app: INestApplication = opened(module.createNestApplication({ logger: false }));
  await app.listen(0, '127.0.0.1');
  const headers = { authorization: `Bearer ${issuer.token()}` };
  expect((await globalThis.fetch(`${await app.getUrl()}/orders`, { headers })).status).toBe(200);
  expect(asked).toEqual([jwksUri]);
  // Of the hour that the set is fresh, 80 % and up to a tenth more, at random.
  expect(delays).toEqual([3_600_000 * 0.8]);
  testClock.advance(10_000);
  expect(await app.get(JwtPolicyService).decide(headers.authorization.slice(7))).toMatchObject({
    refusal: { code: 'TOKEN_EXPIRED' },
  });
});

test('without being replaced they are the options', async () => {
  const clock = new TestClock();
  const fetch = refuse as never;
  const imports = [
    JwtPolicyModule.forRoot({ issuers: [{ issuer: 'https://id.test', audience: null }], clock, fetch }),
  ];
  const module = await Test.createTestingModule({ imports }).compile();
  expect([
    module.get(JWT_POLICY_CLOCK, { strict: false }),
    module.get(JWT_POLICY_FETCH, { strict: false }),
  ]).toEqual([clock, fetch]);
  expect(module.get(JWT_POLICY_RANDOM, { strict: false })).toBe(Math.random);
});
