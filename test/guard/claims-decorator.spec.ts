import { afterEach, expect, jest, test } from '@jest/globals';
import { Controller, Get, Logger } from '@nestjs/common';
import { Claims } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { startGuardedApp } from './guarded-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

@Controller('orders')
class OrdersController {
  @Get()
  list(
    @Claims('realm_access.roles') dotted: unknown,
    @Claims(['realm_access', 'roles']) nested: unknown,
    @Claims('tenant') absent: unknown,
  ): unknown {
    return { dotted: dotted ?? null, nested, absent: absent ?? null };
  }
}

test('a name with dots that was meant as a path is warned of, once', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const app = opened(await startGuardedApp([OrdersController]));
  const token = app.issuer.token({ claims: { realm_access: { roles: ['admin'] } } });
  for (const answer of [await app.call('/orders', token), await app.call('/orders', token)])
    expect(await answer.json()).toEqual({ dotted: null, nested: ['admin'], absent: null });
  const warnings = warn.mock.calls.map(([message]) => String(message));
  expect(warnings.filter((line) => line.includes('@Claims('))).toEqual([
    "@Claims('realm_access.roles') is undefined: did you mean the path ['realm_access', 'roles']?",
  ]);
});
