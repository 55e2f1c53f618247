import { describe, expect, it } from '@jest/globals';

import { reachableAddress, reachableHost } from './reachable-address.js';

describe('where a server is reached', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1:80'],
    ['orders.internal', 'orders.internal:80'],
    ['::1', '[::1]:80'],
    ['0.0.0.0', '127.0.0.1:80'],
    ['::', '127.0.0.1:80'],
  ])('that listens on %j is %j', (host, address) => {
    expect(reachableAddress(host, 80)).toBe(address);
  });

  it('is a host without brackets where it is no part of a URL', () => {
    expect(reachableHost('::1')).toBe('::1');
  });
});
