import { describe, expect, it } from '@jest/globals';
import { IsString, MinLength } from 'class-validator';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { at, judgeShape } from './judge-shape.js';
import { AppliesToShape, JwksShape } from './option-shapes.js';
import { Problems } from './problems.js';

function judge(shape: new () => object, input: unknown, path = ''): [object | undefined, unknown] {
  const problems = new Problems();
  const copy = judgeShape(shape, input, path, problems);
  try {
    problems.throwIfAny();
    return [copy, []];
  } catch (error) {
    return [copy, (error as JwtPolicyConfigurationError).problems];
  }
}

describe('a path', () => {
  it('joins a place and a name, and is the name alone at the top', () => {
    expect(at('policies[0]', 'name')).toBe('policies[0].name');
    expect(at('', 'issuers')).toBe('issuers');
  });
});

describe('one options object', () => {
  it.each([[null], [undefined], ['text'], [5], [[]], [() => ({})]])('cannot be %p', (input) => {
    expect(judge(JwksShape, input, 'jwks')).toEqual([
      undefined,
      [{ path: 'jwks', message: 'must be an object.' }],
    ]);
  });

  it('is told as "options" when the one at the top is no object', () => {
    expect(judge(JwksShape, null)[1]).toEqual([{ path: 'options', message: 'must be an object.' }]);
  });

  it('comes back as a copy of its own values', () => {
    const input = { timeoutMs: 500 };
    const [copy, problems] = judge(JwksShape, input);
    expect(problems).toEqual([]);
    expect(copy).not.toBe(input);
    expect({ ...copy }).toEqual(input);
  });

  it('has nothing inherited: a value that is not read would be nobody’s choice', () => {
    class Options {
      get timeoutMs(): number {
        return 100;
      }
    }
    for (const given of [Object.create({ allowInsecureHttp: true }), new Options()] as object[]) {
      const [copy, problems] = judge(JwksShape, given);
      expect(copy).toBeUndefined();
      expect(JSON.stringify(problems)).toContain('what a class or a prototype adds is not read');
    }
    expect(judge(JwksShape, Object.create(null))[0]).toBeDefined();
  });

  it('tells the most basic of several problems with one value, and that alone', () => {
    class Shape {
      @IsString({ message: 'must be a string.' })
      @MinLength(3, { message: 'must have three characters.' })
      text?: unknown;
    }
    const problems = new Problems();
    judgeShape(Shape, {}, 'here', problems);
    expect(() => problems.throwIfAny()).toThrow(
      /1 problem\(s\) found:\n {2}- here\.text: must be a string\.$/,
    );
  });

  it('knows no name at all when its shape lists none: nothing passes unjudged', () => {
    class Unlisted {}
    const [copy, problems] = judge(Unlisted, { door: 'open' });
    expect(copy).not.toHaveProperty('door');
    expect(problems).toEqual([{ path: 'door', message: 'is not an option here; known are .' }]);
  });

  it('tells a misspelt name with the one that was meant', () => {
    expect(judge(AppliesToShape, { paths: '/x' }, 'appliesTo[0]')[1]).toEqual([
      { path: 'appliesTo[0].paths', message: 'is not an option here; did you mean path?' },
    ]);
  });
});

describe('problems', () => {
  it('that are none do not stop the start', () => {
    expect(() => new Problems().throwIfAny()).not.toThrow();
  });

  it('are thrown all together, with their paths', () => {
    const problems = new Problems();
    problems.add('a', 'is wrong.');
    problems.add('b[1]', 'is wrong too.');
    expect(() => problems.throwIfAny()).toThrow(JwtPolicyConfigurationError);
    expect(() => problems.throwIfAny()).toThrow(
      /2 problem\(s\) found:\n {2}- a: is wrong\.\n {2}- b\[1\]: is wrong too\.$/,
    );
  });
});
