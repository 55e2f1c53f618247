import { describe, expect, it } from '@jest/globals';
import type { Attributes } from '../claims/index.js';
import type { CallCondition } from './options.js';
import { appliesTo, compileRouteCondition, couldApplyTo, routePathProblem } from './route-pattern.js';

function callOf(method: string, requestPath = '/'): Attributes {
  return { method, requestPath, headers: {}, queryParams: {}, uriParams: {}, remoteAddress: '', scheme: '' };
}

function matches(path: string | readonly string[] | undefined, route: string, method = 'GET'): boolean {
  const paths = typeof path === 'string' ? [path] : path;
  return compileRouteCondition({ paths, methods: undefined, when: undefined }).matches(route, callOf(method));
}

describe('a route pattern', () => {
  it.each([
    ['/orders', '/orders'],
    ['/orders', '/orders/'],
    ['/orders/', '/orders'],
    ['/orders', '//orders'],
    ['/', '/'],
    ['/', ''],
    ['/orders/:id', '/orders/:id'],
    ['/orders/:id', '/orders/:order'],
    ['/orders/:id', '/orders/:id(\\d+)'],
    ['/orders/:id', '/orders/:id?'],
    ['/orders/*', '/orders/:id'],
    ['/orders/*', '/orders/latest'],
    ['/orders/*', '/orders/*path'],
    ['/*/:id', '/orders/:id'],
    ['/**', '/'],
    ['/**', '/orders/:id/items'],
    ['/orders/**', '/orders'],
    ['/orders/**', '/orders/:id'],
    ['/orders/**', '/orders/:id/items/:item'],
    ['/orders/:id/**', '/orders/:id'],
    ['/v:version', '/v:version'],
  ])('%s covers the route %s', (path, route) => {
    expect(matches(path, route)).toBe(true);
  });

  it.each([
    ['/orders', '/orders/:id'],
    ['/orders', '/orders-archive'],
    ['/orders', '/api/orders'],
    ['/orders', '/Orders'],
    ['/orders', '/'],
    ['/', '/orders'],
    ['/orders/:id', '/orders'],
    ['/orders/:id', '/orders/latest'],
    ['/orders/:id', '/orders/:id/items'],
    ['/orders/latest', '/orders/:id'],
    ['/orders/*', '/orders'],
    ['/orders/*', '/orders/:id/items'],
    ['/orders/**', '/order'],
    ['/orders/**', '/ordersx/:id'],
    ['/orders/*/**', '/orders'],
    ['/orders/:id/**', '/orders/latest/items'],
    ['/.', '/orders'],
    ['/[a-z]', '/a'],
  ])('%s does not cover the route %s', (path, route) => {
    expect(matches(path, route)).toBe(false);
  });

  it('is one of those of its row, and no list covers every route', () => {
    expect(matches(['/orders', '/items'], '/items')).toBe(true);
    expect(matches(['/orders', '/items'], '/users')).toBe(false);
    expect(matches(undefined, '/users')).toBe(true);
    expect(matches([], '/users')).toBe(false);
  });
});

describe('the methods of a row', () => {
  const covers = (methods: readonly string[] | undefined, method: string): boolean =>
    compileRouteCondition({ paths: undefined, methods, when: undefined }).couldMatch('/orders', method);

  it('cover what they name and nothing else', () => {
    expect(covers(['POST', 'PUT'], 'PUT')).toBe(true);
    expect(covers(['POST', 'PUT'], 'DELETE')).toBe(false);
    expect(covers(undefined, 'PURGE')).toBe(true);
  });

  it('cover HEAD with GET, because both reach the same handler, but not GET with HEAD', () => {
    expect(covers(['GET'], 'HEAD')).toBe(true);
    expect(covers(['HEAD'], 'GET')).toBe(false);
    expect(covers(['POST'], 'HEAD')).toBe(false);
  });
});

describe('rows', () => {
  const rows = [
    compileRouteCondition({ paths: ['/orders/**'], methods: ['POST'], when: undefined }),
    compileRouteCondition({ paths: ['/items'], methods: undefined, when: undefined }),
  ];
  const condition = (route: string, method: string): boolean => appliesTo(rows, route, callOf(method));

  it('match every route where there are none', () => {
    expect(appliesTo(undefined, '/orders', callOf('GET'))).toBe(true);
    expect(couldApplyTo(undefined, '/orders', 'GET')).toBe(true);
  });

  it('match when path and method of one row match together', () => {
    expect(condition('/orders/:id', 'POST')).toBe(true);
    expect(condition('/items', 'DELETE')).toBe(true);
    expect(condition('/orders/:id', 'GET')).toBe(false);
    expect(condition('/users', 'POST')).toBe(false);
  });
});

describe('a condition of its own', () => {
  const row = (when: Partial<CallCondition>, methods?: readonly string[]) =>
    compileRouteCondition({
      paths: ['/orders/**'],
      methods,
      when: { describe: 'c', matches: () => true, ...when },
    });

  it('is judged on the call, beside path and methods', () => {
    const isSeven = row({ matches: ({ requestPath }) => requestPath === '/orders/7' }, ['GET']);
    expect(isSeven.matches('/orders/:id', callOf('GET', '/orders/7'))).toBe(true);
    expect(isSeven.matches('/orders/:id', callOf('GET', '/orders/8'))).toBe(false);
    expect(isSeven.matches('/orders/:id', callOf('POST', '/orders/7'))).toBe(false);
    expect(isSeven.matches('/items', callOf('GET', '/orders/7'))).toBe(false);
  });

  it('says that the policy does not apply by false alone', () => {
    const odd = row({ matches: () => undefined as unknown as boolean });
    expect(odd.matches('/orders', callOf('GET'))).toBe(true);
    expect(odd.couldMatch('/orders', 'GET')).toBe(true);
  });

  it('is asked at start with the route alone, and counts as possible where that throws', () => {
    const byPath = row({ matches: ({ requestPath }) => requestPath.startsWith('/orders/') });
    expect([byPath.couldMatch('/orders/:id', 'GET'), byPath.couldMatch('/orders', 'GET')]).toEqual([
      true,
      false,
    ]);
    const throwing = row({
      matches: () => {
        throw new TypeError('no such header');
      },
    });
    expect(throwing.couldMatch('/orders', 'GET')).toBe(true);
    expect(() => throwing.matches('/orders', callOf('GET'))).toThrow(TypeError);
  });

  it('may answer for a route itself', () => {
    const told = row({ couldMatch: (method, path) => method === 'GET' && path === '/orders/:id' });
    expect([told.couldMatch('/orders/:id', 'GET'), told.couldMatch('/orders/:id', 'POST')]).toEqual([
      true,
      false,
    ]);
  });
});

describe('a path of appliesTo', () => {
  it.each([['/'], ['/orders'], ['/orders/:id/*'], ['/orders/**'], ['/**'], ['/%2e%2e/x'], ['/a b']])(
    '%s is understood',
    (path) => {
      expect(routePathProblem(path)).toBeUndefined();
    },
  );

  it.each([
    ['orders', 'must start with "/".'],
    ['', 'must start with "/".'],
    ['**', 'must start with "/".'],
    ['https://example.com/orders', 'must start with "/".'],
    ['/**/orders', '"**" is understood at the end only.'],
    ['/orders/**/**', '"**" is understood at the end only.'],
    ['/orders*', '"*" stands for a whole segment only.'],
    ['/orders/*.json', '"*" stands for a whole segment only.'],
    ['/orders/***', '"*" stands for a whole segment only.'],
    ['/orders/*path', '"*" stands for a whole segment only.'],
  ])('%s is a problem: %s', (path, problem) => {
    expect(routePathProblem(path)).toBe(problem);
  });
});
