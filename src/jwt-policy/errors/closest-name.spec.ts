import { describe, expect, it } from '@jest/globals';
import { closestName, unknownOption, unknownOptionProblem, unknownOptions } from './closest-name.js';

const KNOWN = ['jwksUri', 'audience', 'algorithms'];

describe('closestName', () => {
  it.each([
    ['jwksUrl', 'jwksUri'],
    ['JWKSURI', 'jwksUri'],
    ['audiences', 'audience'],
    ['audence', 'audience'],
    ['algorithm', 'algorithms'],
    ['aaudience', 'audience'],
  ])('of %s is %s', (typed, meant) => {
    expect(closestName(typed, KNOWN)).toBe(meant);
  });

  it('is none where nothing is near, nothing is known, or the name is too long to be misspelt', () => {
    expect(closestName('door', KNOWN)).toBeUndefined();
    expect(closestName('audience', [])).toBeUndefined();
    expect(closestName('', ['a'])).toBeUndefined();
    expect(closestName('y', ['x'])).toBeUndefined();
    const long = 'a'.repeat(65);
    expect(closestName(long, [long])).toBeUndefined();
    expect(closestName(long.slice(1), [long.slice(1)])).toBe(long.slice(1));
  });
});

describe('unknownOption', () => {
  it('suggests the nearest name, or lists all names', () => {
    expect(unknownOption('jwksUrl', KNOWN)).toBe('is not an option here; did you mean jwksUri?');
    expect(unknownOption('door', KNOWN)).toBe(
      'is not an option here; known are jwksUri, audience, algorithms.',
    );
  });
});

describe('unknown options', () => {
  it('are all reported, in their order', () => {
    expect(unknownOptions({ jwksUrl: 1, audience: 2, door: 3 }, KNOWN)).toEqual([
      { name: 'jwksUrl', message: unknownOption('jwksUrl', KNOWN) },
      { name: 'door', message: unknownOption('door', KNOWN) },
    ]);
  });

  it('are reported in one sentence about the first of them, which cannot forge a line of the log', () => {
    expect(unknownOptionProblem({ 'jwksUr\n': 1, door: 3 }, KNOWN)).toBe(
      '"jwksUr\\n" is not an option here; did you mean jwksUri?',
    );
    expect(unknownOptionProblem({ audience: 1 }, KNOWN)).toBeUndefined();
  });
});
