import { describe, expect, it } from '@jest/globals';
import { samplePaths } from './sample-paths.js';

describe('the sample paths of a route', () => {
  it.each([
    ['/orders', ['/orders'], undefined],
    ['/orders/:id', ['/orders/:id', '/orders/1', '/orders/abc'], undefined],
    [String.raw`/orders/:id(\d+)/items`, ['/orders/42/items'], undefined],
    ['/files/*path', ['/files/a'], '/files/'],
    ['/files/*', ['/files/a'], '/files/'],
    ['/admin/{*path}', ['/admin/a'], '/admin/'],
    ['/:tenant/files/*path', ['/a/files/a'], '/'],
    ['/{a', ['/{a'], undefined],
    [String.raw`/a/:id(\d`, [String.raw`/a/:id(\d`], undefined],
  ])('%s are %j among others, open below %s', (route, paths, openBelow) => {
    const sampled = samplePaths(route);
    expect(sampled.paths).toEqual(expect.arrayContaining(paths));
    expect(sampled.openBelow).toBe(openBelow);
  });
});
