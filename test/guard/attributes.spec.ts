import { Controller, Get, type INestApplication } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';
import { ClaimRule, type CallAttributes, type RuleContext } from '../../src/jwt-policy/index.js';
import { type PolicyOptions } from '../../src/jwt-policy/options/index.js';
import { expression } from '../../src/jwt-policy/expressions/index.js';
import { closeAfterEach } from '../support/closing.js';
import { ADAPTERS } from '../support/test-app.js';
import { issuerOptions, startGuardedApp } from './guarded-app.js';

const opened = closeAfterEach();

const seen: CallAttributes[] = [];
const look = {
  describe: 'looks at everything',
  run: (_value: unknown, { attributes }: RuleContext): boolean => {
    seen.push({ ...attributes, queryParams: attributes.queryParams, uriParams: attributes.uriParams });
    return attributes.requestPath === '/orders/7' && attributes.scheme === 'http';
  },
};

@Controller('orders')
class OrdersController {
  @Get(':id')
  @ClaimRule(look)
  @ClaimRule(expression("#[attributes.queryParams.page == '2' and attributes.queryParams.page != '3']"))
  @ClaimRule(expression("#[attributes.requestPath == '/orders/7' and attributes.uriParams.id == '7']"))
  get(): string {
    return 'get';
  }
}

const when = {
  describe: 'looks at the query',
  matches: ({ queryParams, requestPath }: CallAttributes) =>
    queryParams['page'] === '2' && requestPath === '/orders/7',
};

const policies: readonly PolicyOptions[] = ['one', 'two', 'three'].map((name) => ({
  name,
  issuers: [issuerOptions],
  checks: [{ rule: look }],
  appliesTo: [{ when }, { path: '/orders/:id', when }],
}));

describe.each(ADAPTERS)('the attributes of a call over %s', (adapter) => {
  test('are made once for all its policies, conditions and rules: a long query is parsed once', async () => {
    let parsed = 0;
    const configure = (app: INestApplication): void => {
      if (adapter !== 'express') return;
      const { instance } = app.getHttpAdapter() as unknown as {
        instance: { set(name: string, value: unknown): void };
      };
      instance.set('query parser', (text: string) => {
        parsed += 1;
        return Object.fromEntries(new URLSearchParams(text));
      });
    };
    const app = opened(await startGuardedApp([OrdersController], { policies }, { adapter, configure }));
    seen.length = 0;
    const query = `page=2&${'a=b&'.repeat(3_000)}`;
    expect(await app.status(`/orders/7?${query}`)).toBe(200);
    expect(seen).toHaveLength(4);
    expect(new Set(seen.map(({ queryParams }) => queryParams)).size).toBe(1);
    expect(new Set(seen.map(({ uriParams }) => uriParams)).size).toBe(1);
    if (adapter === 'express') expect(parsed).toBe(1);
  });
});
