import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { pathOf } from '../../../test/support/routed-calls.js';
import { AmbiguousPathError } from './ambiguous-path.error.js';
import type { RouteParameters } from './filled-path.js';
import type { RouterSyntax } from './router-pattern.js';

function canonicalPath(pattern: string, parameters: RouteParameters, syntax?: RouterSyntax): string {
  return pathOf(pattern, parameters, syntax).canonical;
}

describe('the canonical path', () => {
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
    ['/a//b', {}, '/a//b'],
  ])('fills %s with %j: %s', (pattern, parameters, path) => {
    expect(canonicalPath(pattern, parameters)).toBe(path);
  });

  it.each<[string, RouteParameters, string]>([
    ['/orders/:id?', { id: '7' }, '/orders/7'],
    ['/orders/:id?', {}, '/orders'],
    [String.raw`/orders/:id(\d+)`, { id: '7' }, '/orders/7'],
    [String.raw`/orders/:id(\d+)/items`, { id: '7' }, '/orders/7/items'],
    [String.raw`/orders/:id(^(\d{2}|x)$)/items`, { id: '77' }, '/orders/77/items'],
    [String.raw`/orders/:id(\))`, { id: ')' }, '/orders/)'],
    ['/orders/:id?/', { id: '7' }, '/orders/7'],
    ['/orders/:id?/', {}, '/orders'],
    ['/:id?', {}, '/'],
    ['/users/:id@v2', { 'id@v2': '7' }, '/users/7'],
    ['/geo/:lat:lng', { 'lat:lng': '7' }, '/geo/7'],
    ['/geo/:lat-:lng.:format', { lat: '1', lng: '2', format: 'json' }, '/geo/1-2.json'],
    ['/a/:x-*', { x: '1' }, '/a/1-*'],
    ['/a/:x-y/*', { x: '1', '*': 'b/c' }, '/a/1-y/b/c'],
    ['/a/b::c', {}, '/a/b:c'],
    ['/a{b}', {}, '/a{b}'],
    ['/files/*', { '*': 'a/b.txt' }, '/files/a/b.txt'],
    ['/files/*', { '*': '' }, '/files'],
    ['/files/*', {}, '/files'],
  ])('understands the Fastify pattern %s with %j: %s', (pattern, parameters, path) => {
    expect(canonicalPath(pattern, parameters, 'fastify')).toBe(path);
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
    ['/admin/{*path}', {}, '/admin'],
    ['/a/:"the id"', { 'the id': '7' }, '/a/7'],
    [String.raw`/a/:"the \"id\""`, { 'the "id"': '7' }, '/a/7'],
    [String.raw`/a\:x`, {}, '/a:x'],
    [String.raw`/a\(x\{`, {}, '/a(x{'],
    ['/a{/:x{/:y}}', { x: '1', y: '2' }, '/a/1/2'],
    ['/a{/:x{/:y}}', { x: '1' }, '/a/1'],
    ['/a{/:x{/:y}}', {}, '/a'],
  ])('understands the Express pattern %s with %j: %s', (pattern, parameters, path) => {
    expect(canonicalPath(pattern, parameters, 'express')).toBe(path);
  });

  it.each<[string, RouteParameters]>([
    ['/a{/b}', {}],
    ['/a{/:x/:y}', { x: '1' }],
    ['/it{ems}/:id', { id: '7' }],
    ['/a{/:x}{/:y', {}],
    ['/a/:', {}],
    ['/a/*', {}],
    ['/a}', {}],
    ['/a}b', {}],
    ['/a\\', {}],
    ['/a/:id?', {}],
    ['/a/:"id', {}],
  ])('is unknown for the Express pattern %s with %j', (pattern, parameters) => {
    expect(() => canonicalPath(pattern, parameters, 'express')).toThrow('cannot be told');
  });

  it('is unknown for a Fastify pattern whose expression has no end', () => {
    expect(() => canonicalPath(String.raw`/a/:id(\d`, {}, 'fastify')).toThrow('cannot be told');
    expect(() => canonicalPath(String.raw`/a/:id(\d/:x?`, {}, 'fastify')).toThrow('cannot be told');
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

  it('has a segment for every slash in a wildcard, encoded ones too, and writes a list as one value elsewhere', () => {
    expect(canonicalPath('/files/*path', { path: ['a/b', 'c'] })).toBe('/files/a/b/c');
    expect(canonicalPath('/files/*path', { path: ['a%2Fb', 'c'] })).toBe('/files/a%252Fb/c');
    expect(canonicalPath('/files/:path', { path: ['a', 'b'] })).toBe('/files/a,b');
  });

  it.each<[string, string]>([
    ['an empty segment first', '/admin/x'],
    ['an empty segment in the middle', 'a//b'],
    ['two slashes at the end', 'a//'],
    ['nothing but a slash', '/'],
    ['a dot', '.'],
    ['a dot first', './admin'],
    ['a dot last', 'admin/.'],
    ['two dots', '..'],
    ['two dots first', '../admin'],
    ['two dots in the middle', 'x/../admin'],
    ['two dots last', 'admin/x/..'],
    ['a backslash', String.raw`a\b`],
    ['dots between backslashes', String.raw`x\..\admin`],
    ['a whole address', 'https://example.com/x.png'],
  ])('is ambiguous where a wildcard holds %s', (_name, value) => {
    for (const path of [value, [value], value.split('/')]) {
      expect(() => canonicalPath('/files/*path', { path })).toThrow(AmbiguousPathError);
      expect(() => canonicalPath('/files{/*path}', { path })).toThrow(AmbiguousPathError);
      expect(() => canonicalPath('/files/*path/end', { path })).toThrow(AmbiguousPathError);
    }
    expect(() => canonicalPath('/files/*', { '*': value }, 'fastify')).toThrow(AmbiguousPathError);
  });

  it.each<[string, string]>([
    ['three dots', '...'],
    ['names with dots', '.git/..a/b.'],
    ['dots that were encoded twice', '%2e%2e/admin'],
    ['a blank', ' '],
    ['dots with a parameter', '..;x=1/a'],
  ])('is not ambiguous where a wildcard holds %s', (_name, value) => {
    expect(canonicalPath('/files/*path', { path: value.split('/') })).toMatch(/^\/files\/[^/]/);
  });

  it.each<[string, RouteParameters]>([
    ['/orders/:id', { id: '.' }],
    ['/orders/:id/items', { id: '..' }],
    ['/orders/:id/items', { id: '' }],
    ['/orders/:a.:b', { a: '', b: '' }],
    ['/orders/:id/items', {}],
  ])(
    'is ambiguous where a parameter is all of a segment that resolving would change: %s, %j',
    (pattern, parameters) => {
      expect(() => canonicalPath(pattern, parameters)).toThrow(AmbiguousPathError);
    },
  );

  it.each<[string, RouteParameters, string, boolean]>([
    ['/files/*path', { path: ['admin', ''] }, '/files/admin', true],
    ['/files/*path', { path: ['admin/'] }, '/files/admin', true],
    ['/files/*path', { path: ['admin'] }, '/files/admin', false],
    ['/files/*', { '*': '' }, '/files', true],
    ['/admin/{*path}', {}, '/admin', true],
    ['/files{/*path}', {}, '/files', false],
    ['/orders/:id', { id: '' }, '/orders', true],
    ['/orders/:id', { id: 'a/' }, '/orders/a%2F', false],
    ['/orders/', {}, '/orders', true],
    ['/*', { '*': '' }, '/', false],
    ['/', {}, '/', false],
  ])(
    'knows a slash at the end of %s with %j, and leaves it out of %s: %s',
    (pattern, parameters, path, slash) => {
      const { canonical, hasTrailingSlash } = pathOf(pattern, parameters);
      expect([canonical, hasTrailingSlash]).toEqual([path, slash]);
    },
  );

  it('fills in own parameters only', () => {
    expect(canonicalPath('/a-:constructor/b-:toString/*__proto__', {})).toBe('/a-/b-');
    expect(canonicalPath('/:id', Object.create({ id: '7' }) as RouteParameters)).toBe('/');
    expect(canonicalPath('/a{/:constructor}', {})).toBe('/a');
  });

  it('is made in one pass over a long value', () => {
    // Searched from each slash, or from each segment, this would take minutes.
    const many = 'a/'.repeat(200_000);
    expect(canonicalPath('/files/*', { '*': `${many}x` })).toBe(`/files/${many}x`);
    expect(() => canonicalPath('/files/*', { '*': '/'.repeat(400_000) })).toThrow(AmbiguousPathError);
    expect(canonicalPath(`/files${'/'.repeat(400_000)}`, {})).toBe('/files');
  });

  it('has as many segments as its pattern, whatever a parameter holds', () => {
    const isStable = (value: string): boolean => !['', '.', '..'].includes(value);
    const text = fc.string({ unit: 'binary' }).filter(isStable);
    fc.assert(
      fc.property(text, text, (id, item) => {
        const path = canonicalPath('/orders/:id/items/:item/x', { id, item });
        expect(path.split('/')).toHaveLength(6);
        expect(path).toMatch(/^\/orders\/[^/?#\\:{}]+\/items\/[^/?#\\:{}]*\/x$/);
        expect(path.split('/').map(decodeURIComponent)).toEqual(['', 'orders', id, 'items', item, 'x']);
      }),
    );
  });
});
