import { All, Controller, Get, type Type } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { RoutePatterns, type PatternAdapter } from './route-patterns.js';

function patternsOf(path: string, adapter: PatternAdapter | undefined): readonly string[] {
  @Controller('admin')
  class AdminController {
    @All(path)
    everything(): void {
      // What it does is of no interest here.
    }
  }
  return new RoutePatterns(new ApplicationConfig(), new ModulesContainer(), adapter)
    .of(AdminController as Type, AdminController.prototype.everything, undefined)
    .map(({ method, pattern }) => `${method} ${pattern.text}`);
}

const adapterOf = (type: string, normalizePath?: (path: string) => string): PatternAdapter => ({
  getType: () => type,
  ...(normalizePath && { normalizePath }),
});

describe('the patterns of a route at start', () => {
  it.each<[string, PatternAdapter | undefined, readonly string[]]>([
    ['*', adapterOf('express'), ['/admin/*path']],
    ['(.*)', adapterOf('express'), ['/admin/*path']],
    ['+', adapterOf('express'), ['/admin/*path']],
    ['{*path}', adapterOf('express'), ['/admin/*path']],
    ['{/*path}', adapterOf('express'), ['/admin/*path']],
    ['items{/:id}', adapterOf('express'), ['/admin/items/:id', '/admin/items']],
    ['items/:id?', adapterOf('express'), ['/admin/items/:id?']],
    ['*', adapterOf('fastify'), ['/admin/*']],
    ['items/:id?', adapterOf('fastify'), ['/admin/items/:id', '/admin/items']],
    ['it{e}ms', adapterOf('fastify'), ['/admin/it{e}ms']],
    ['items', adapterOf('other', (path) => `${path}/:id`), ['/admin/items/:id']],
    ['*', adapterOf('other'), ['/admin/*']],
    ['*', undefined, ['/admin/*']],
  ])('of %s are those that the adapter registers', (path, adapter, expected) => {
    expect(patternsOf(path, adapter)).toEqual(expected.map((pattern) => `ALL ${pattern}`));
  });

  it('are one for each path of the controller and of the method', () => {
    @Controller(['a', 'b'])
    class TwiceController {
      @Get(['x', 'y'])
      get(): void {
        // What it does is of no interest here.
      }
    }
    const patterns = new RoutePatterns(new ApplicationConfig(), new ModulesContainer(), adapterOf('fastify'));
    const found = patterns.of(TwiceController, TwiceController.prototype.get, undefined);
    expect(found.map(({ pattern }) => pattern.text)).toEqual(['/a/x', '/a/y', '/b/x', '/b/y']);
  });
});
