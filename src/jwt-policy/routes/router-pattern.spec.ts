import { describe, expect, it } from '@jest/globals';
import { literalPattern } from './pattern-variant.js';
import { readPattern } from './router-pattern.js';

const told = (pattern: string, parameters: Record<string, string> = {}) => {
  const read = readPattern.any(pattern);
  const used = read?.usedBy(parameters);
  return used && read?.segmentsFor(used).map(({ text, kind }) => `${kind} ${text}`);
};

describe('the segments that rows are compared with', () => {
  it.each<[string, Record<string, string>, readonly string[]]>([
    ['/', {}, []],
    ['/orders//items/', {}, ['literal orders', 'literal items']],
    ['/v:version/:id', {}, ['parameter v:version', 'parameter :id']],
    ['/files/:name.:ext', {}, ['literal files', 'parameter :name.:ext']],
    ['/files/a-*path', {}, ['literal files', 'wildcard a-*path']],
    ['/files/*path-:x', {}, ['literal files', 'wildcard *path-:x']],
    [String.raw`/d/:x(a/b)/c`, {}, ['literal d', 'parameter :x(a/b)', 'literal c']],
    ['/admin/{*path}', {}, ['literal admin', 'wildcard *path']],
    ['/admin{/*path}', { path: 'x' }, ['literal admin', 'wildcard *path']],
    ['/a{/:x}{/*rest}', {}, ['literal a', 'wildcard *rest']],
    ['/a{/:x{/*rest}}', {}, ['literal a']],
    ['/a{/:x{/*rest}}', { x: '1' }, ['literal a', 'parameter :x', 'wildcard *rest']],
  ])('of %s with %j are %j', (pattern, parameters, segments) => {
    expect(told(pattern, parameters)).toEqual(segments);
  });

  it('are the same list at each call, so that what is found out of them can be cached', () => {
    const [one, other] = [0, 1].map(() => readPattern.express('/orders{/:id}'));
    expect(one).toBe(other);
    const used = one?.usedBy({ id: '7' });
    expect(used).toBeDefined();
    expect(other?.usedBy({ id: '8' })).toBe(used);
  });

  it('of a pattern that nobody understands are its texts', () => {
    const { text, segments } = literalPattern('/a/(b');
    expect([text, segments.map((one) => one.text)]).toEqual(['/a/(b', ['a', '(b']]);
  });
});

describe('the variants of a pattern', () => {
  it.each([
    ['/orders', ['/orders']],
    ['/orders{/:id}', ['/orders/:id', '/orders']],
    ['/orders/:id?', ['/orders/:id', '/orders']],
    ['{/:id}', ['/:id', '/']],
    ['/a{/:x{/:y}}', ['/a/:x/:y', '/a/:x', '/a']],
    ['/it{ems}', ['/items', '/it']],
    ['/admin/{*path}', ['/admin/*path']],
    ['/a{/:x}{/*rest}', ['/a/:x/*rest', '/a/*rest']],
  ])('of %s are %j', (pattern, texts) => {
    expect(
      readPattern
        .any(pattern)
        ?.distinctVariants()
        .map(({ text }) => text),
    ).toEqual(texts);
  });
});

it('a reader caches patterns without end only as long as there are not too many', () => {
  const first = readPattern.any('/first/:id');
  expect(readPattern.any('/first/:id')).toBe(first);
  for (let index = 0; index < 10_000; index += 1) readPattern.any(`/other/${index}`);
  const again = readPattern.any('/first/:id');
  expect(again).not.toBe(first);
  expect(again?.distinctVariants()).toEqual(first?.distinctVariants());
  expect(readPattern.any('/(')).toBeDefined();
  expect([readPattern.express('/('), readPattern.express('/(')]).toEqual([undefined, undefined]);
});
