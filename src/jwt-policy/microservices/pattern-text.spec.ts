import 'reflect-metadata';
import { transformPatternToRoute } from '@nestjs/microservices/utils/transform-pattern.utils.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { calledPatternText, patternText } from './pattern-text.js';

describe('the text of a pattern', () => {
  it.each<[unknown, string]>([
    ['orders.list', 'orders.list'],
    [7, '7'],
    [{ cmd: 'sum' }, '{"cmd":"sum"}'],
    [{ b: 1, a: { d: true, c: null } }, '{"a":{"c":null,"d":true},"b":1}'],
    [{ 'a"': 'b\\' }, String.raw`{"a\"":"b\\"}`],
    [['a'], '{"0":"a"}'],
    [true, 'true'],
  ])('of %j is %s', (pattern, expected) => {
    expect(patternText(pattern)).toBe(expected);
  });

  it('is bounded in depth and keys', () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`k${index}`, 1]));
    expect(patternText(many)).toBe('[TOO_MANY_KEYS]');
    const deep = { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } };
    expect(patternText(deep)).toContain('[MAX_DEPTH_REACHED]');
  });

  it('is the text by which Nest finds the handler', () => {
    const value = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      object: fc.dictionary(
        fc.string({ minLength: 1 }),
        fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('object')),
      ),
    })).object;
    fc.assert(
      fc.property(value, (pattern) => {
        expect(patternText(pattern)).toBe(
          transformPatternToRoute(pattern as Parameters<typeof transformPatternToRoute>[0]),
        );
      }),
    );
  });
});

describe('the pattern that a sender spelt', () => {
  it.each([
    ['orders.list', 'orders.list'],
    ['"orders.list"', 'orders.list'],
    [String.raw`"\u006frders.list"`, 'orders.list'],
    ['{"b":1,"a":2}', '{"a":2,"b":1}'],
    ['{ "a" : "x" }', '{"a":"x"}'],
    ['1.0', '1'],
    ['{"a":', '{"a":'],
    ['', ''],
  ])('%s is %s, as Nest looks it up', (sent, expected) => {
    expect(calledPatternText(sent)).toBe(expected);
  });
});
