import { describe, expect, it } from '@jest/globals';
import type { RuleContext } from './rule.js';
import { compileRule, hasKey, includes, isRuleInput } from './rule.js';

const context = { claims: {}, attributes: {} } as RuleContext;

describe('isRuleInput', () => {
  it.each([
    ['a text', 'access'],
    ['an empty text', ''],
    ['zero', 0],
    ['a boolean', false],
    ['a list of literals', ['a', 1, true]],
    ['a predicate', () => true],
    ['a rule', { describe: 'is odd', run: () => true }],
  ])('takes %s', (_name, input) => {
    expect(isRuleInput(input)).toBe(true);
  });

  it.each([
    ['undefined, which an unset variable would be', undefined],
    ['null', null],
    ['NaN, which equals nothing', Number.NaN],
    ['Infinity', Infinity],
    ['an empty list, which nothing could satisfy', []],
    ['a list with undefined', ['a', undefined]],
    ['a list with NaN', [Number.NaN]],
    ['a list of lists', [['a']]],
    ['a rule without words', { run: () => true }],
    ['a rule that cannot run', { describe: 'x', run: true }],
    ['a regular expression', /a/],
    ['a bigint', 1n],
    ['a symbol', Symbol('a')],
  ])('refuses %s', (_name, input) => {
    expect(isRuleInput(input)).toBe(false);
  });
});

describe('a literal rule', () => {
  it.each([
    ['access', 'access'],
    ['', ''],
    [1, 1],
    [true, true],
  ])('passes %p for %p', (literal, value) => {
    expect(compileRule(literal).run(value, context)).toBe(true);
  });

  it.each([
    ['access', ['access']],
    ['access', 'Access'],
    ['access', 'access '],
    ['access', { toString: () => 'access' }],
    ['1', 1],
    [1, '1'],
    [1, true],
    [true, 'true'],
    [true, 1],
    ['', null],
    [0, ''],
    [0, null],
  ])('rule %p does not pass %p', (literal, value) => {
    expect(compileRule(literal).run(value, context)).toBe(false);
  });

  it('describes itself', () => {
    expect(compileRule('a"b').describe).toBe(String.raw`is "a\"b"`);
  });
});

describe('a set rule', () => {
  it('passes one of its literals', () => {
    const rule = compileRule(['a', 2]);
    expect([rule.run('a', context), rule.run(2, context)]).toEqual([true, true]);
  });

  it.each([['2'], ['b'], [['a']], [['a', 2]], [undefined], [null]])('does not pass %p', (value) => {
    expect(compileRule(['a', 2]).run(value, context)).toBe(false);
  });

  it('describes itself', () => {
    expect(compileRule(['a', 2]).describe).toBe('is one of ["a",2]');
  });

  it('does not change with the list it was made of', () => {
    const accepted = ['a'];
    const rule = compileRule(accepted);
    accepted.push('b');
    expect(rule.run('b', context)).toBe(false);
  });
});

describe('a predicate', () => {
  it('is handed the value and the context', () => {
    const seen: unknown[] = [];
    const rule = compileRule((...given) => {
      seen.push(...given);
      return true;
    });
    expect(rule.run('alice', context)).toBe(true);
    expect(seen).toEqual(['alice', context]);
  });

  it('is described by its name', () => {
    expect(
      compileRule(function isOwner() {
        return true;
      }).describe,
    ).toBe('satisfies isOwner');
    expect(compileRule(() => true).describe).toBe('satisfies a predicate');
  });
});

describe('a DescribedRule', () => {
  it('is taken as it is', () => {
    const rule = { describe: 'is odd', run: () => true };
    expect(compileRule(rule)).toBe(rule);
  });
});

describe('includes', () => {
  it('passes an array with that very element', () => {
    expect(includes('admins').run(['users', 'admins'], context)).toBe(true);
  });

  it.each([[['admin']], [[['admins']]], ['admins'], ['admins users'], [{ 0: 'admins', length: 1 }], [null]])(
    'does not pass %p',
    (value) => {
      expect(includes('admins').run(value, context)).toBe(false);
    },
  );

  it('compares without coercion', () => {
    expect(includes(1).run(['1', true], context)).toBe(false);
  });

  it('describes itself', () => {
    expect(includes('admins').describe).toBe('includes "admins"');
  });
});

describe('hasKey', () => {
  it.each<[unknown]>([[{ admin: {} }], [{ user: 1, admin: null }], [{ admin: undefined }]])(
    'passes %j, an object with that very key',
    (value) => {
      expect(hasKey('admin').run(value, context)).toBe(true);
    },
  );

  it.each<[unknown]>([
    [{}],
    [{ Admin: 1 }],
    [{ 'admin ': 1 }],
    [{ roles: { admin: 1 } }],
    [['admin']],
    [Object.assign([], { admin: 1 })],
    ['admin'],
    [null],
    [1],
    [Object.create({ admin: 1 })],
  ])('does not pass %j', (value) => {
    expect(hasKey('admin').run(value, context)).toBe(false);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'finds %s only where the token has it',
    (key) => {
      expect(hasKey(key).run({}, context)).toBe(false);
      expect(hasKey(key).run(JSON.parse(`{"${key}":1}`), context)).toBe(true);
    },
  );

  it('describes itself', () => {
    expect(hasKey('admin').describe).toBe('has the key "admin"');
    expect(hasKey('admin').problem).toBeUndefined();
  });

  it.each([[undefined], [''], [1], [['admin']]])('with the key %j stops the start', (key) => {
    expect(hasKey(key as string).problem).toBe('hasKey() needs a text that is not empty.');
  });
});
