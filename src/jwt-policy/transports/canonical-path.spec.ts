import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalPath, type RouteParameters } from './canonical-path.js';

describe('canonicalPath', () => {
  it.each<[string, RouteParameters, string]>([
    ['/orders', {}, '/orders'],
    ['/', {}, '/'],
    ['', {}, '/'],
    ['/orders/', {}, '/orders'],
    ['//', {}, '/'],
    ['/orders/:id', { id: '7' }, '/orders/7'],
    ['/a/:x/b/:y', { x: '1', y: '2' }, '/a/1/b/2'],
    ['/geo/:lat-:lng', { lat: '1', lng: '2' }, '/geo/1-2'],
    ['/files/:name.:extension', { name: 'a', extension: 'txt' }, '/files/a.txt'],
    ['/:größe', { größe: 'XL' }, '/XL'],
    ['/:$id', { $id: '7' }, '/7'],
  ])('fills %s with %j: %s', (pattern, parameters, path) => {
    expect(canonicalPath(pattern, parameters)).toBe(path);
  });

  it.each<[string, RouteParameters, string]>([
    ['/orders/:id?', { id: '7' }, '/orders/7'],
    ['/orders/:id?', {}, '/orders'],
    [String.raw`/orders/:id(\d+)`, { id: '7' }, '/orders/7'],
    [String.raw`/orders/:id(\d+)/items`, { id: '7' }, '/orders/7/items'],
    [String.raw`/orders/:id(^(\d{2}|x)$)/items`, { id: '77' }, '/orders/77/items'],
    ['/files/*', { '*': 'a/b.txt' }, '/files/a/b.txt'],
    ['/files/*', { '*': '' }, '/files'],
    ['/files/*', {}, '/files'],
  ])('understands the Fastify pattern %s with %j: %s', (pattern, parameters, path) => {
    expect(canonicalPath(pattern, parameters)).toBe(path);
  });

  it.each<[string, RouteParameters, string]>([
    ['/files/*path', { path: ['a', 'b.txt'] }, '/files/a/b.txt'],
    ['/files/*path', { path: 'a/b.txt' }, '/files/a/b.txt'],
    ['/files/*path/end', { path: ['a'] }, '/files/a/end'],
    ['/orders{/:id}', { id: '7' }, '/orders/7'],
    ['/orders{/:id}', {}, '/orders'],
    ['/orders{/:id}', { id: undefined }, '/orders'],
    ['/files{/*path}', { path: ['a', 'b'] }, '/files/a/b'],
    ['/files{/*path}', {}, '/files'],
    ['/files{/*}', { '*': 'a/b' }, '/files/a/b'],
    ['/a{/:x{/:y}}', { x: '1', y: '2' }, '/a/1/2'],
    ['/a{/:x{/:y}}', { x: '1' }, '/a/1'],
    ['/a{/:x{/:y}}', {}, '/a'],
  ])('understands the Express pattern %s with %j: %s', (pattern, parameters, path) => {
    expect(canonicalPath(pattern, parameters)).toBe(path);
  });

  it.each<[string, RouteParameters]>([
    ['/a{/b}', {}],
    ['/a{/:x/:y}', { x: '1' }],
    ['/it{ems}/:id', { id: '7' }],
    ['/a/:"the id"', { 'the id': '7' }],
    [String.raw`/a\:x`, {}],
    [String.raw`/a\(x`, {}],
    ['/a/b::c', {}],
  ])('throws for %s with %j: what the call used of it cannot be told', (pattern, parameters) => {
    expect(() => canonicalPath(pattern, parameters)).toThrow('the pattern of the route cannot be read');
  });

  it.each([
    ['a slash', 'a/b', 'a%2Fb'],
    ['dots and a slash', '../admin', '..%2Fadmin'],
    ['a question mark', 'a?b=c', 'a%3Fb=c'],
    ['a fragment', 'a#b', 'a%23b'],
    ['a percent sign', '%2e%2e', '%252e%252e'],
    ['a blank', 'a b', 'a%20b'],
    ['a backslash', String.raw`a\b`, 'a%5Cb'],
    ['a null character', 'a\0', 'a%00'],
    ['a letter beyond ASCII', 'ä', '%C3%A4'],
    ['a group', '{x}', '%7Bx%7D'],
  ])('encodes %s of a parameter', (_name, value, encoded) => {
    expect(canonicalPath('/orders/:id/items', { id: value })).toBe(`/orders/${encoded}/items`);
    expect(canonicalPath('/orders{/:id}/items', { id: value })).toBe(`/orders/${encoded}/items`);
  });

  it.each([['a;b'], [':id'], ['$&$1'], ['a@b.example'], ['a,b=c+d']])(
    'leaves %s as it is, which may stand in a segment, so that a pattern written by people meets it',
    (value) => {
      expect(canonicalPath('/orders/:id/items', { id: value })).toBe(`/orders/${value}/items`);
      expect(canonicalPath('/files/*path', { path: [value, 'x'] })).toBe(`/files/${value}/x`);
    },
  );

  it('encodes a slash within a segment of a wildcard, and a list where one value is wanted', () => {
    expect(canonicalPath('/files/*path', { path: ['a/b', 'c'] })).toBe('/files/a%2Fb/c');
    expect(canonicalPath('/files/:path', { path: ['a', 'b'] })).toBe('/files/a,b');
  });

  it('fills in own parameters only', () => {
    expect(canonicalPath('/:constructor/:toString/*__proto__', {})).toBe('/');
    expect(canonicalPath('/:id', Object.create({ id: '7' }) as RouteParameters)).toBe('/');
    expect(canonicalPath('/a{/:constructor}', {})).toBe('/a');
  });

  it('reads a long run of slashes once, not once from each of them', () => {
    // Searched from each of them, this would take minutes.
    const slashes = '/'.repeat(400_000);
    expect(canonicalPath('/files/*', { '*': `${slashes}x` })).toBe(`/files/${slashes}x`);
    expect(canonicalPath('/files/*', { '*': `x${slashes}` })).toBe('/files/x');
  });

  it('has as many segments as its pattern, whatever a parameter holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' }), (id, item) => {
        const path = canonicalPath('/orders/:id/items/:item/x', { id, item });
        expect(path.split('/')).toHaveLength(6);
        expect(path).toMatch(/^\/orders\/[^/?#\\:{}]+\/items\/[^/?#\\:{}]*\/x$/);
        expect(path.split('/').map(decodeURIComponent)).toEqual(['', 'orders', id, 'items', item, 'x']);
      }),
    );
  });
});
