import { describe, expect, it } from '@jest/globals';
import { IsString, MinLength } from 'class-validator';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { DeclaredJwksOptions } from './jwks-options.js';
import { DeclaredAppliesToOptions } from './policy-options.js';
import { Problems } from './problems.js';
import { at, validateOptions } from './validate-options.js';

function validated(declared: new () => object, input: unknown, path = ''): [object | undefined, unknown] {
  const problems = new Problems();
  const copy = validateOptions(declared, input, path, problems);
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
    expect(validated(DeclaredJwksOptions, input, 'jwks')).toEqual([
      undefined,
      [{ path: 'jwks', message: 'must be an object.' }],
    ]);
  });

  it('is told as "options" when the one at the top is no object', () => {
    expect(validated(DeclaredJwksOptions, null)[1]).toEqual([
      { path: 'options', message: 'must be an object.' },
    ]);
  });

  it('comes back as a copy, with the defaults of its class', () => {
    const input = { timeoutMs: 500 };
    const [copy, problems] = validated(DeclaredJwksOptions, input);
    expect(problems).toEqual([]);
    expect(copy).not.toBe(input);
    expect(copy).toEqual(Object.assign(new DeclaredJwksOptions(), { timeoutMs: 500 }));
  });

  it('has nothing inherited: a value that is not read would be nobody’s choice', () => {
    class Options {
      get timeoutMs(): number {
        return 100;
      }
    }
    for (const given of [Object.create({ dangerouslyAllowInsecureHttp: true }), new Options()] as object[]) {
      const [copy, problems] = validated(DeclaredJwksOptions, given);
      expect(copy).toBeUndefined();
      expect(JSON.stringify(problems)).toContain('members of a class or a prototype are not read');
    }
    expect(validated(DeclaredJwksOptions, Object.create(null))[0]).toBeDefined();
  });

  it('tells the most basic of several problems with one value, and that alone', () => {
    class Declared {
      @IsString({ message: 'must be a string.' })
      @MinLength(3, { message: 'must have three characters.' })
      text?: unknown;
    }
    const problems = new Problems();
    validateOptions(Declared, {}, 'here', problems);
    expect(() => problems.throwIfAny()).toThrow(
      /1 problem\(s\) found:\n {2}- here\.text: must be a string\.$/,
    );
  });

  it('has no names in a class without decorators: nothing passes without a check', () => {
    class Unlisted {}
    const [copy, problems] = validated(Unlisted, { door: 'open' });
    expect(copy).not.toHaveProperty('door');
    expect(problems).toEqual([{ path: 'door', message: 'is not an option here; known are .' }]);
  });

  it('tells a misspelt name with the one that was meant', () => {
    expect(validated(DeclaredAppliesToOptions, { paths: '/x' }, 'appliesTo[0]')[1]).toEqual([
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
