import { describe, expect, test } from '@jest/globals';
import { pathComparison, type HttpAdapter } from './path-comparison.js';

function adapter(type: string, instance: object): HttpAdapter {
  return { getType: () => type, getInstance: () => instance } as unknown as HttpAdapter;
}

function express(...enabled: string[]): HttpAdapter {
  return adapter('express', { enabled: (setting: string) => enabled.includes(setting) });
}

describe('the way in which a router compares paths', () => {
  test.each<[string, HttpAdapter, boolean, boolean]>([
    ['of an application of messages alone is that of Express', undefined, false, false],
    ['is what Express says', express(), false, false],
    ['is case-sensitive if Express is', express('case sensitive routing'), true, false],
    ['is strict if Express is', express('strict routing'), false, true],
    ['of an adapter that cannot say is that of Express', adapter('other', {}), false, false],
    ['is what Fastify has unless it says otherwise', adapter('fastify', {}), true, true],
    [
      'is what Fastify was told',
      adapter('fastify', { initialConfig: { caseSensitive: false, ignoreTrailingSlash: true } }),
      false,
      false,
    ],
    [
      'is what the router of Fastify 5.5 was told',
      adapter('fastify', { initialConfig: { caseSensitive: true, routerOptions: { caseSensitive: false } } }),
      false,
      true,
    ],
  ])('%s', (_what, given, isCaseSensitive, isStrict) => {
    expect(pathComparison(given)).toEqual({ isCaseSensitive, isStrict });
  });
});
