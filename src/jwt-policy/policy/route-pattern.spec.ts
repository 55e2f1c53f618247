import { describe, expect, it } from '@jest/globals';
import { appliesTo, compileRouteCondition, routePathProblem } from './route-pattern.js';

function matches(path: string | readonly string[] | undefined, route: string, method = 'GET'): boolean {
  const paths = typeof path === 'string' ? [path] : path;
  return compileRouteCondition({ paths, methods: undefined })(route, method);
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
    compileRouteCondition({ paths: undefined, methods })('/orders', method);

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
    compileRouteCondition({ paths: ['/orders/**'], methods: ['POST'] }),
    compileRouteCondition({ paths: ['/items'], methods: undefined }),
  ];
  const condition = (route: string, method: string): boolean => appliesTo(rows, route, method);

  it('match every route where there are none', () => {
    expect(appliesTo(undefined, '/orders', 'GET')).toBe(true);
  });

  it('match when path and method of one row match together', () => {
    expect(condition('/orders/:id', 'POST')).toBe(true);
    expect(condition('/items', 'DELETE')).toBe(true);
    expect(condition('/orders/:id', 'GET')).toBe(false);
    expect(condition('/users', 'POST')).toBe(false);
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
