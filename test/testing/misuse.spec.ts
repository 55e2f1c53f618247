import { Controller, Get, Module } from '@nestjs/common';
import { Transport } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { describe, expect, test } from '@jest/globals';
import { JwtPolicyGuard } from '../../src/jwt-policy/index.js';
import {
  bearer,
  callRoute,
  createTestIssuer,
  policyMatrix,
  TestKitError,
} from '../../src/jwt-policy/testing/index.js';
import { closeAfterEach } from '../support/closing.js';
import { serverOptions, startHybrid, startMessages } from './message-app.js';
import { OrdersApp } from './orders-app.js';
import { CONFIGURED, ISSUER } from './start-orders.js';

const opened = closeAfterEach();

@Controller()
class PlainController {
  @Get()
  get(): string {
    return 'plain';
  }
}

@Module({ controllers: [PlainController] })
class PlainModule {}

async function refused(call: Promise<unknown>, message: string): Promise<void> {
  await expect(call).rejects.toThrow(TestKitError);
  await expect(call).rejects.toThrow(message);
}

describe('the test kit refuses', () => {
  test('an application without the module', async () => {
    const module = await Test.createTestingModule({ imports: [PlainModule] }).compile();
    const app = opened(module.createNestApplication({ logger: false }));
    await refused(callRoute(app, 'rpc orders.list'), 'The application does not import JwtPolicyModule');
  });

  test('an application whose guard is replaced, because nothing is decided there', async () => {
    const imports = [OrdersApp.with({ issuers: [CONFIGURED] })];
    const builder = Test.createTestingModule({ imports });
    const module = await builder
      .overrideProvider(JwtPolicyGuard)
      .useValue({ canActivate: () => true })
      .compile();
    const app = opened(module.createNestApplication({ logger: false }));
    await app.init();
    await refused(callRoute(app, 'GET /orders'), 'JwtPolicyGuard is replaced in this application');
  });

  test('an application that is not initialised', async () => {
    const module = await Test.createTestingModule({
      imports: [OrdersApp.with({ issuers: [CONFIGURED] })],
    }).compile();
    const app = opened(module.createNestMicroservice({ ...serverOptions(Transport.TCP), logger: false }));
    await refused(callRoute(app, 'rpc orders.list'), 'The application is not ready');
  });

  test('a compiled module in the place of the application', async () => {
    const module = await Test.createTestingModule({
      imports: [OrdersApp.with({ issuers: [CONFIGURED] })],
    }).compile();
    opened(module);
    await refused(callRoute(module, 'rpc orders.list'), 'The first argument must be the application');
  });

  test.each([7, null, { operation: 'rpc orders.list' }, ['rpc orders.list']])(
    'the call %j, which is no text',
    async (call) => {
      const issuer = createTestIssuer({ issuer: ISSUER });
      const app = opened(await startMessages(issuer, serverOptions(Transport.TCP)));
      await refused(callRoute(app, call as never), 'is no call');
      await refused(policyMatrix(app, issuer, [[call as never, null, 401]]), 'Row 1 of the policy matrix');
    },
  );
});

test('requests of clients are decided as ever while the test kit watches', async () => {
  const issuer = createTestIssuer({ issuer: ISSUER });
  const app = opened(await startHybrid(issuer, [serverOptions(Transport.TCP)]));
  const token = issuer.token({ scope: 'orders/read' });
  expect((await callRoute(app, 'GET /orders', token)).granted).toBe(true);
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/orders`;
  expect((await fetch(url, { headers: bearer(token) })).status).toBe(200);
  expect((await fetch(url)).status).toBe(401);
});
