import { describe, expect, it } from '@jest/globals';
import type { CallAttributes } from '../claims/index.js';
import { appliesToOperation, compileOperationRow, operationCoverage } from './operation-row.js';

const ATTRIBUTES: CallAttributes = {
  method: '',
  requestPath: 'orders.list',
  headers: { 'x-tenant': 'shop' },
  queryParams: {},
  uriParams: {},
  remoteAddress: '',
  scheme: 'tcp',
};

const ofShop = {
  describe: 'the tenant is shop',
  matches: ({ headers }: CallAttributes) => headers['x-tenant'] === 'shop',
};

function row(patterns?: readonly string[], when?: typeof ofShop) {
  return compileOperationRow({ transport: 'rpc', patterns, when, position: 2 });
}

const called = (name: string, transport = 'rpc') => ({ transport, name });

describe('a row for another transport than HTTP', () => {
  it('matches the operations that it names, on its transport alone', () => {
    const orders = row(['orders.*', 'stock.read']);
    const matches = (name: string, transport?: string) => orders.matches(called(name, transport), ATTRIBUTES);
    expect([matches('orders.list'), matches('stock.read'), matches('stock.write')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(matches('orders.list', 'graphql')).toBe(false);
  });

  it('matches every operation of its transport without a pattern', () => {
    expect(row().matches(called('anything'), ATTRIBUTES)).toBe(true);
    expect(row().matches(called('anything', 'ws'), ATTRIBUTES)).toBe(false);
  });

  it('asks its condition, of which only false means no', () => {
    const matches = (answer: unknown) =>
      row(['*'], { ...ofShop, matches: () => answer as boolean }).matches(called('a'), ATTRIBUTES);
    expect([matches(true), matches(undefined), matches(Promise.resolve(false)), matches(false)]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(row(['*'], ofShop).matches(called('a'), { ...ATTRIBUTES, headers: {} })).toBe(false);
  });

  it('describes itself', () => {
    expect(row(['orders.*', 'stock.read']).describe).toBe('rpc orders.*, stock.read');
    expect(row(undefined, ofShop).describe).toBe('rpc * and the tenant is shop');
    expect(row().position).toBe(2);
  });

  it.each([
    ['orders.list', 'orders.list', 'all'],
    ['orders.*', 'orders.list', 'all'],
    ['*', 'orders.*', 'all'],
    ['orders.*', 'orders.*', 'some'],
    ['orders.list', 'orders.*', 'some'],
    ['users.*', 'orders.*', 'none'],
    ['orders.list', 'orders.create', 'none'],
  ] as const)('%s covers the served %s: %s', (pattern, served, expected) => {
    expect(row([pattern]).covers({ transport: 'rpc', pattern: served })).toBe(expected);
    expect(row([pattern]).covers({ transport: 'ws', pattern: served })).toBe('none');
  });

  it('covers some calls where it has a condition, or several patterns of which one meets', () => {
    const covers = (one: ReturnType<typeof row>) => one.covers({ transport: 'rpc', pattern: 'orders.list' });
    expect([covers(row(['*'], ofShop)), covers(row(['users.*'], ofShop))]).toEqual(['some', 'none']);
    expect(covers(row(['users.*', 'orders.*']))).toBe('all');
  });
});

describe('rows for operations', () => {
  const orders = row(['orders.*']);
  const stock = row(['stock.*']);

  it('apply where any matches, and everywhere where there are none', () => {
    const applies = (rows: readonly (typeof orders)[] | undefined) =>
      appliesToOperation(rows, called('orders.list'), ATTRIBUTES);
    expect([applies(undefined), applies([stock, orders]), applies([stock]), applies([])]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('cover what any of them covers', () => {
    const covered = (rows: readonly (typeof orders)[] | undefined, pattern: string) =>
      operationCoverage(rows, { transport: 'rpc', pattern });
    expect(covered(undefined, 'orders.list')).toBe('all');
    expect(covered([stock, orders], 'orders.list')).toBe('all');
    expect(covered([stock, orders], 'orders.*.all')).toBe('some');
    expect(covered([stock], 'orders.list')).toBe('none');
    expect(covered([], 'orders.list')).toBe('none');
  });
});
