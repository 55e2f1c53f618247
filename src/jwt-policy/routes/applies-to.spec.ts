import { describe, expect, it } from '@jest/globals';
import type { CallAttributes } from '../claims/index.js';
import { attributesOf, routedCall, variantOf } from '../../../test/support/routed-calls.js';
import { AmbiguousPathError } from './ambiguous-path.error.js';
import {
  appliesTo,
  type AppliesToRow,
  type CallCondition,
  compileRouteCondition,
  type Coverage,
  coverageOf,
  type RouteCondition,
} from './applies-to.js';
import type { PatternVariant } from './pattern-variant.js';
import { rowPathProblem } from './row-path.js';

function rowOf(path: string | readonly string[] | undefined): RouteCondition {
  const paths = typeof path === 'string' ? [path] : path;
  return compileRouteCondition({ paths, methods: undefined, when: undefined });
}

function matches(path: string | readonly string[] | undefined, route: string, requestPath = '/'): boolean {
  return rowOf(path).matches(routedCall(route, attributesOf('GET', requestPath)));
}

function couldMatch(row: RouteCondition, route: PatternVariant, method: string): boolean {
  return row.covers(route, method) !== 'none';
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

describe('a row that names paths below the wildcard of a route', () => {
  it.each([
    ['/files/admin/**', '/files/*path', '/files/admin', true],
    ['/files/admin/**', '/files/*path', '/files/admin/a/b', true],
    ['/files/admin/**', '/files/*', '/files/admin/a/b', true],
    ['/files/admin/**', '/files/*path', '/files/administration', false],
    ['/files/admin/**', '/files/*path', '/files/public/admin', false],
    ['/files/admin', '/files/*path', '/files/admin', true],
    ['/files/admin', '/files/*path', '/files/admin/x', false],
    ['/files/:area/secret', '/files/*path', '/files/a/secret', true],
    ['/files/*/secret', '/files/*path', '/files/a/secret', true],
    ['/files/*/secret', '/files/*path', '/files/a/b/secret', false],
    ['/files/größe/**', '/files/*path', '/files/gr%C3%B6%C3%9Fe/x', true],
    ['/files/gr%C3%B6%C3%9Fe', '/files/*path', '/files/gr%C3%B6%C3%9Fe', true],
    ['/:tenant/files/admin', '/:tenant/files/*path', '/a/files/admin', true],
    ['/files/a/end', '/files/*path/end', '/files/a/end', true],
    ['/files', '/files{/*path}', '/files', true],
    ['/', '/*', '/', true],
  ])('%s on the route %s and the path %s: %s', (path, route, requestPath, expected) => {
    expect(matches(path, route, requestPath)).toBe(expected);
    expect(couldMatch(rowOf(path), variantOf(route), 'GET')).toBe(true);
  });

  it.each([
    ['/img/admin/**', '/files/*path'],
    ['/', '/files/admin/*path'],
    ['/files', '/files/admin/*path'],
    ['/orders/latest', '/orders/:id'],
    ['/:area/admin', '/files/*path'],
  ])('%s could match no call of the route %s', (path, route) => {
    expect(couldMatch(rowOf(path), variantOf(route), 'GET')).toBe(false);
    expect(matches(path, route, path)).toBe(false);
  });

  it('is compared with the slash that the sender wrote at the end, and without it', () => {
    const withSlash = (path: string): boolean =>
      rowOf(path).matches(routedCall('/files/*path', attributesOf('GET', '/files/admin'), true));
    expect(['/files/admin', '/files/admin/*', '/files/admin/**', '/files/admin/*/*'].map(withSlash)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['/files/**', '/files/*path'],
    ['/files/*', '/files/*path'],
    ['/**', '/files/*path'],
    ['/img/**', '/files/*path'],
    ['/orders', '/orders/:id'],
  ])('does not ask for the path where the route tells (%s on %s)', (path, route) => {
    const attributes = Object.defineProperty(attributesOf('GET'), 'requestPath', {
      get: () => {
        throw new AmbiguousPathError();
      },
    });
    expect(() => rowOf(path).matches(routedCall(route, attributes))).not.toThrow();
    expect(() => rowOf('/files/admin').matches(routedCall('/files/*path', attributes))).toThrow(
      AmbiguousPathError,
    );
  });
});

describe('the methods of a row', () => {
  const covers = (methods: readonly string[] | undefined, method: string): boolean =>
    couldMatch(
      compileRouteCondition({ paths: undefined, methods, when: undefined }),
      variantOf('/orders'),
      method,
    );

  it('cover what they name and nothing else', () => {
    expect(covers(['POST', 'PUT'], 'PUT')).toBe(true);
    expect(covers(['POST', 'PUT'], 'DELETE')).toBe(false);
    expect(covers(undefined, 'PURGE')).toBe(true);
    expect(covers(['POST'], 'ALL')).toBe(true);
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
  const condition = (route: string, method: string): boolean =>
    appliesTo(rows, routedCall(route, attributesOf(method)));

  it('match every route where there are none', () => {
    expect(appliesTo(undefined, routedCall('/orders', attributesOf('GET')))).toBe(true);
    expect(coverageOf(undefined, variantOf('/orders'), 'GET')).toBe('all');
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
    expect(isSeven.matches(routedCall('/orders/:id', attributesOf('GET', '/orders/7')))).toBe(true);
    expect(isSeven.matches(routedCall('/orders/:id', attributesOf('GET', '/orders/8')))).toBe(false);
    expect(isSeven.matches(routedCall('/orders/:id', attributesOf('POST', '/orders/7')))).toBe(false);
    expect(isSeven.matches(routedCall('/items', attributesOf('GET', '/orders/7')))).toBe(false);
  });

  it('says that the policy does not apply by false alone', () => {
    const odd = row({ matches: () => undefined as unknown as boolean });
    expect(odd.matches(routedCall('/orders', attributesOf('GET')))).toBe(true);
    expect(couldMatch(odd, variantOf('/orders'), 'GET')).toBe(true);
  });

  it('is asked at start with the route alone, and counts as possible where that throws', () => {
    const byPath = row({ matches: ({ requestPath }) => requestPath.startsWith('/orders/') });
    expect([
      couldMatch(byPath, variantOf('/orders/:id'), 'GET'),
      couldMatch(byPath, variantOf('/orders'), 'GET'),
    ]).toEqual([true, false]);
    const throwing = row({
      matches: () => {
        throw new TypeError('no such header');
      },
    });
    expect(couldMatch(throwing, variantOf('/orders'), 'GET')).toBe(true);
    expect(() => throwing.matches(routedCall('/orders', attributesOf('GET')))).toThrow(TypeError);
  });

  it.each([
    ['/files/admin/', true],
    ['/files/admin', true],
    ['/files/admin/x', false],
  ])(
    'is asked with a slash at the end and without where the sender wrote one: one that wants %s: %s',
    (wanted, expected) => {
      const { matches: applies } = compileRouteCondition({
        paths: undefined,
        methods: undefined,
        when: { describe: 'c', matches: ({ requestPath }) => requestPath === wanted },
      });
      const attributes = { ...attributesOf('GET', '/files/admin'), headers: { 'x-tenant': 'a' } };
      expect(applies(routedCall('/files/*path', attributes, true))).toBe(expected);
      expect(applies(routedCall('/files/*path', attributes))).toBe(wanted === '/files/admin');
    },
  );

  it('finds everything else of the call in both spellings', () => {
    const seen: CallAttributes[] = [];
    const attributes: CallAttributes = {
      method: 'GET',
      requestPath: '/files/admin',
      headers: { a: 'b' },
      queryParams: { c: 'd' },
      uriParams: { e: 'f' },
      remoteAddress: '10.0.0.1',
      scheme: 'https',
      rawRequestUri: '/files/admin/?c=d',
      localAddress: '10.0.0.2',
      version: 'HTTP/1.1',
    };
    const names = Object.keys(attributes) as (keyof CallAttributes)[];
    const when = {
      describe: 'c',
      matches: (one: CallAttributes) => {
        seen.push(Object.fromEntries(names.map((name) => [name, one[name]])) as unknown as CallAttributes);
        return false;
      },
    };
    compileRouteCondition({ paths: undefined, methods: undefined, when }).matches(
      routedCall('/files/*path', attributes, true),
    );
    expect(seen).toEqual([attributes, { ...attributes, requestPath: '/files/admin/' }]);
  });

  it('may answer for a route itself', () => {
    const told = row({ couldMatch: (method, path) => method === 'GET' && path === '/orders/:id' });
    expect([
      couldMatch(told, variantOf('/orders/:id'), 'GET'),
      couldMatch(told, variantOf('/orders/:id'), 'POST'),
    ]).toEqual([true, false]);
  });
});

describe('a path of appliesTo', () => {
  it.each([['/'], ['/orders'], ['/orders/:id/*'], ['/orders/**'], ['/**'], ['/%2e%2e/x'], ['/a b']])(
    '%s is understood',
    (path) => {
      expect(rowPathProblem(path)).toBeUndefined();
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
    expect(rowPathProblem(path)).toBe(problem);
  });
});

describe('which calls of a route a policy applies to, at start', () => {
  const when: CallCondition = { describe: 'a condition', matches: () => true };
  it.each<[string, Partial<AppliesToRow>[], route: string, method: string, Coverage]>([
    ['a row without parts', [{}], '/orders', 'GET', 'all'],
    ['a path', [{ paths: ['/orders'] }], '/orders', 'GET', 'all'],
    ['another path', [{ paths: ['/items'] }], '/orders', 'GET', 'none'],
    ['a path below a wildcard', [{ paths: ['/files/a'] }], '/files/*path', 'GET', 'some'],
    ['a path and one below a wildcard', [{ paths: ['/files/a', '/**'] }], '/files/*path', 'GET', 'all'],
    ['a method', [{ methods: ['GET'] }], '/orders', 'GET', 'all'],
    ['GET, of a route of HEAD', [{ methods: ['GET'] }], '/orders', 'HEAD', 'all'],
    ['another method', [{ methods: ['POST'] }], '/orders', 'GET', 'none'],
    ['a method, of a route of all', [{ methods: ['POST'] }], '/orders', 'ALL', 'some'],
    ['a condition', [{ when }], '/orders', 'GET', 'some'],
    ['a condition beside another path', [{ when, paths: ['/items'] }], '/orders', 'GET', 'none'],
    ['a condition that says no', [{ when: { ...when, couldMatch: () => false } }], '/orders', 'GET', 'none'],
    ['a condition, and a row without parts', [{ when }, {}], '/orders', 'GET', 'all'],
    ['a condition, and another path', [{ when }, { paths: ['/items'] }], '/orders', 'GET', 'some'],
  ])('%s: which calls of a route it covers', (_words, rows, route, method, expected) => {
    const compiled = rows.map((one) =>
      compileRouteCondition({ paths: undefined, methods: undefined, when: undefined, ...one }),
    );
    expect(coverageOf(compiled, variantOf(route), method)).toBe(expected);
  });
});
