import { describe, expect, it } from '@jest/globals';
import { matchPath, unfilledParameters, type PathComparison } from './match-path.js';
import { literalPattern } from './pattern-variant.js';
import { readPattern, type RouterSyntax } from './router-pattern.js';

const LOOSE: PathComparison = { isCaseSensitive: false, isStrict: false };
const EXACT: PathComparison = { isCaseSensitive: true, isStrict: true };

function match(syntax: RouterSyntax, pattern: string, path: string, comparison = LOOSE): unknown {
  const [variant] = readPattern[syntax](pattern)?.distinctVariants() ?? [literalPattern(pattern)];
  return variant && matchPath(variant, path, comparison);
}

describe('a path', () => {
  it.each<[RouterSyntax, string, string, object | undefined]>([
    ['express', '/orders', '/orders', {}],
    ['express', '/orders', '/ORDERS/', {}],
    ['express', '/orders/', '/orders', {}],
    ['express', '/', '/', {}],
    ['express', '/orders', '/order', undefined],
    ['express', '/orders/:id', '/orders/7', { id: '7' }],
    ['express', '/orders/:id', '/orders/a%2Fb', { id: 'a/b' }],
    ['express', '/orders/:id', '/orders/%', undefined],
    ['express', '/orders/:id', '/orders/7/items', undefined],
    ['express', '/orders/:id', '/orders/', undefined],
    ['express', '/a-:b.:c', '/a-1.2', { b: '1', c: '2' }],
    ['express', '/files/{*path}', '/files/a/b', { path: 'a/b' }],
    ['express', '/files/{*path}', '/files/', {}],
    ['fastify', '/v/:id(\\d+)', '/v/42', { id: '42' }],
    ['fastify', '/v/:id(\\d+)', '/v/x', undefined],
    ['fastify', '/v/:id((a|b)c)/:d', '/v/bc/e', { id: 'bc', d: 'e' }],
    ['fastify', '/v/:id((?!a).)', '/v/b', undefined],
    ['fastify', '/files/*', '/files/a', { '*': 'a' }],
    ['fastify', '/a.b', '/a.b', {}],
    ['fastify', '/a.b', '/aXb', undefined],
  ])('over %s, pattern %s, path %s gives %j', (syntax, pattern, path, parameters) => {
    expect(match(syntax, pattern, path)).toEqual(parameters);
  });

  it('is compared by letter case and by the slash at its end where the router does', () => {
    expect(match('fastify', '/orders', '/Orders', EXACT)).toBeUndefined();
    expect(match('fastify', '/orders', '/orders/', EXACT)).toBeUndefined();
    expect(match('fastify', '/orders', '/orders', EXACT)).toEqual({});
  });

  it('that is very long matches nothing', () => {
    expect(match('express', '/{*path}', `/${'a'.repeat(4096)}`)).toBeUndefined();
  });
});

it('unfilled parameters have their own texts', () => {
  const [variant] = readPattern.express('/a/:id/*rest')?.distinctVariants() ?? [];
  expect(variant && unfilledParameters(variant)).toEqual({ id: ':id', rest: '*rest' });
});
