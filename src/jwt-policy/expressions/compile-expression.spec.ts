import { describe, expect, test } from '@jest/globals';
import {
  EXPRESSION_LIMITS,
  ExpressionError,
  compileExpression,
  isExpression,
  type CompileOptions,
  type ExpressionInputs,
} from './index.js';
import type { JwtClaims } from '../claims/index.js';
import { ExpressionContext } from './check/expression-context.js';
import { NodeCompiler } from './compile/compile-node.js';
import { Frame, Site } from './evaluate/frame.js';
import { findFunction } from './functions/registry.js';
import { resolveImports } from './syntax/imports.js';
import { KIND } from './evaluate/kind.js';
import type { Operand } from './evaluate/operand.js';
import { Scope } from './check/scope.js';
import { parseScript } from './syntax/script-parser.js';

const inputs: ExpressionInputs = {
  claims: {
    many: Array.from({ length: EXPRESSION_LIMITS.listSize }, (_, index) => index),
    long: 'x'.repeat(40_000),
    nested: nestedList(EXPRESSION_LIMITS.valueDepth - 1),
    deeper: nestedList(EXPRESSION_LIMITS.valueDepth),
  },
  attributes: {
    method: 'GET',
    requestPath: '/',
    headers: { many: ['x'.repeat(320), 'x'.repeat(318)] },
    queryParams: {},
    uriParams: {},
    remoteAddress: '',
    scheme: 'https',
  },
  authentication: undefined,
  now: () => 0,
};

/** A compiled expression, and how many places its frame needs. */
function rootOf(text: string): { readonly root: Operand; readonly slots: number } {
  const script = parseScript(text, { start: 0, end: text.length });
  const means = { lookAround: undefined, hasClock: true };
  const context = new ExpressionContext(
    text,
    ['vars', 'attributes', 'authentication'],
    means,
    resolveImports(text, script.imports),
  );
  return { root: new NodeCompiler(context).compile(script.root, new Scope()), slots: context.slots };
}

function nestedList(depth: number): unknown[] {
  return depth <= 1 ? [] : [nestedList(depth - 1)];
}

function evaluate(text: string, options?: CompileOptions): unknown {
  return compileExpression(text, options).evaluate(inputs);
}

function errorOf(text: string, options?: CompileOptions): ExpressionError {
  try {
    evaluate(text, options);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${text} has a value`);
}

describe('what is told of a compiled expression', () => {
  test('its source, what it reads, and its value where that never changes', () => {
    expect(compileExpression("#['a' ++ 'b']")).toMatchObject({
      source: "#['a' ++ 'b']",
      constant: 'ab',
      reads: new Set(),
      warnings: [],
    });
    const compiled = compileExpression('vars.claimSet.a == attributes.method or authentication == null');
    expect(compiled.reads).toEqual(new Set(['vars', 'attributes', 'authentication']));
    expect('constant' in compiled).toBe(false);
    expect('constant' in compileExpression('now()')).toBe(false);
    expect(compileExpression('null').constant).toBeNull();
  });

  test('a list that is written out is the same frozen list at every call', () => {
    const { evaluate: run } = compileExpression("[1, 'a']");
    expect(run(inputs)).toBe(run(inputs));
    expect(Object.isFrozen(run(inputs))).toBe(true);
  });

  test.each([
    ['#[1]', true],
    ['  #[ 1\n ] ', true],
    ['#[]', false],
    ['1', false],
    ['x #[1]', false],
    ['https://issuer', false],
  ])('%j is an expression by its form: %s', (text, expected) => {
    expect(isExpression(text)).toBe(expected);
  });

  test('where nothing has come before, inputs are null', () => {
    const { evaluate: run } = compileExpression(
      '[vars.claimSet, authentication, authentication.clientId, authentication.clientName, authentication.principal, authentication.properties]',
    );
    expect(run({ ...inputs, claims: undefined })).toEqual([null, null, null, null, null, null]);
    expect(evaluate('vars.claimSet.long?')).toBe(true);
  });

  test('an input that is not offered is refused', () => {
    const error = errorOf('attributes.method', { inputs: ['vars'] });
    expect(error).toMatchObject({ code: 'INPUT_UNAVAILABLE', start: 0, end: 17 });
    expect(error.hint).toBe('The request is not at hand here.');
  });

  test('look-around goes where a prover says yes', () => {
    const text = "'ab' matches /(?=a).*/";
    expect(errorOf(text)).toMatchObject({ code: 'PATTERN_REFUSED' });
    expect(evaluate(text, { lookAround: () => true })).toBe(true);
    const broken = (): boolean => {
      throw new RangeError('broken');
    };
    expect(() => compileExpression(text, { lookAround: broken })).toThrow(RangeError);
  });
});

describe('errors', () => {
  test('draw the line where it is', () => {
    expect(errorOf('%dw 2.0\n---\n1 + x\n').message).toBe(
      'There is no x here. (at character 17)\n  1 + x\n      ^\n  Known: vars, attributes, authentication.',
    );
  });

  test('show a part of a long line', () => {
    const { message } = errorOf(`'${'a'.repeat(200)}' == x or '${'b'.repeat(200)}' == 'c'`);
    const [, line = '', carets = ''] = message.split('\n');
    expect(line.length).toBe(102);
    expect(line[carets.indexOf('^')]).toBe('x');
  });

  test.each([
    ['atributes.method', 'There is no atributes here.', 'Did you mean attributes?', 'UNKNOWN_NAME'],
    ['attributes.methods', 'attributes has no methods.', 'Did you mean method?', 'UNKNOWN_NAME'],
    ['1 contain 2', 'There is no function contain.', 'Did you mean contains?', 'UNKNOWN_FUNCTION'],
    [`${'y'.repeat(50)}(1)`, 'There is no function', 'Known: ', 'UNKNOWN_FUNCTION'],
    ['do { var x = 1 --- y }', 'There is no y', 'authentication, x', 'UNKNOWN_NAME'],
    ['[1] map y', 'There is no y', 'attributes, authentication.', 'UNKNOWN_NAME'],
    ["attributes['$(1)']", 'attributes is read by a name', 'attributes.name', 'SYNTAX'],
    ["attributes['me' ++ 'thod']", 'attributes is read by a name', 'attributes.name', 'SYNTAX'],
    ["'$a", 'closing quote', '', 'SYNTAX'],
    ["'a' fond 'b'", 'There is no function fond', 'Did you mean find?', 'UNKNOWN_FUNCTION'],
    ["'a' IN ['a']", 'There is no function IN', 'list contains element', 'UNKNOWN_FUNCTION'],
    ['() -> 1', 'A value is missing', '', 'SYNTAX'],
    ['(x) -> 1', 'A lambda stands only', '', 'SYNTAX'],
    ['|abc|', 'This is no date', 'A date has a time', 'UNSUPPORTED'],
    ['1 |', 'The character', '', 'SYNTAX'],
    ["1 'a'", 'a text cannot stand here', 'Join conditions', 'SYNTAX'],
    ['1 |2020-01-01T00:00:00Z|', 'a date cannot stand here', '', 'SYNTAX'],
    ["%dw 2.0 import 'x'", 'What is imported is missing before a text', '', 'SYNTAX'],
    ["'\\", '"\\', 'backslash', 'SYNTAX'],
    ["'\\u00'", '"\\', 'backslash', 'SYNTAX'],
    ['1 as Number {unit: 1}', 'The unit is', '', 'UNSUPPORTED'],
    ["'a' matches /", 'lacks its end', 'Close it', 'SYNTAX'],
    ["'a' matches /a\n/", 'lacks its end', 'Close it', 'SYNTAX'],
    ["'$(1'", 'closing quote', '', 'SYNTAX'],
    ["'$(1 + 2", 'lacks its ")"', '', 'SYNTAX'],
    ["'$a.b'", 'puts a value in', '', 'SYNTAX'],
    ["'$((1)) ok' == '1 ok' and x", 'There is no x', '', 'UNKNOWN_NAME'],
    ['[1][0] ? 1', 'cannot stand here', '', 'SYNTAX'],
    ['attributes.headers.*jwt', 'A header is read', '', 'UNSUPPORTED'],
    [
      '%dw 2.0 import * from dw::core::String --- 1',
      'There is no module',
      'dw::core::Strings',
      'UNKNOWN_NAME',
    ],
    ["'a' matches 'a.*'", 'matches (pattern) takes a Regex; this is String', 'matches /…/', 'TYPE'],
    ["'a' find /b/", 'find (sought) takes', 'Use contains /…/', 'TYPE'],
    ["'a' startsWith /b/", 'startsWith (prefix) takes', 'matches /…/', 'TYPE'],
    ["'a' filter 1", 'takes a Boolean or String', '', 'TYPE'],
    ["1 joinBy ','", 'joinBy (list) takes a Null or Array; this is Number', '', 'TYPE'],
    ['[1] -- 1', '-- (removed) takes an Array; this is Number', '', 'TYPE'],
    ['[1] -- vars.claimSet.long', 'An Array is needed here; the value is String', '', 'TYPE'],
    ["1 'a'", 'a text cannot stand here', 'Join conditions with `and` or with `or`.', 'SYNTAX'],
    ["'a' contain 'b'", 'There is no function contain', 'Did you mean contains?', 'UNKNOWN_FUNCTION'],
    ['isEmpty vars.claimSet.many', 'isEmpty takes what it is about in parentheses', 'isEmpty( … )', 'SYNTAX'],
    ['isEmpty contains 1', 'There is no isEmpty here', '', 'UNKNOWN_NAME'],
    ['isEmpty default 1', 'There is no isEmpty here', '', 'UNKNOWN_NAME'],
    ["vars.claimSet.a matches 'x' == 'y'", 'matches (pattern) takes a Regex', 'Write: ', 'TYPE'],
  ])('%s', (text, summary, hint, code) => {
    const error = errorOf(text);
    expect(error.code).toBe(code);
    expect(error.summary).toContain(summary);
    expect(error.hint).toContain(hint);
  });
});

describe('limits, each at N and at N + 1', () => {
  const repeat = (text: string, times: number): string => text.repeat(times);
  const many = (times: number): string => Array.from({ length: times }, () => '1').join(',');

  test.each([
    ['the length of an expression', repeat(' ', 9_999) + '1', repeat(' ', 10_000) + '1', 1],
    [
      'the depth of parentheses',
      repeat('(', 49) + '1' + repeat(')', 49),
      repeat('(', 50) + '1' + repeat(')', 50),
      1,
    ],
    ['the depth of signs', repeat('- ', 49) + '1', repeat('- ', 50) + '1', -1],
    ['the depth of not', repeat('not ', 49) + 'true', repeat('not ', 50) + 'true', false],
    ['the number of parts', `sizeOf([${many(998)}])`, `sizeOf([${many(999)}])`, 998],
    ['the size of a list', 'sizeOf(1 to 10000)', '1 to 10001', 10_000],
    ['the size of a joined list', 'sizeOf(vars.claimSet.many ++ [])', 'vars.claimSet.many ++ [1]', 10_000],
    [
      'the size of an appended list',
      'sizeOf((vars.claimSet.many - 0) + 1)',
      'vars.claimSet.many + 1',
      10_000,
    ],
    [
      'the depth of a compared value',
      'vars.claimSet.nested != (vars.claimSet.nested + 1)',
      'vars.claimSet.deeper ~= vars.claimSet.deeper',
      true,
    ],
    ['the depth of a searched value', 'vars.claimSet.nested..k', '[vars.claimSet.deeper]..k', []],
  ])('%s is limited', (_name, within, beyond, value) => {
    expect(evaluate(within)).toEqual(value);
    expect(errorOf(beyond).code).toBe('LIMIT_EXCEEDED');
  });

  test.each([
    ["vars.claimSet.a ++ 'y'", 65_535, 65_536],
    ['"$(vars.claimSet.a)y"', 65_535, 65_536],
    ["[vars.claimSet.a, 'y'] joinBy ''", 65_535, 65_536],
    ["vars.claimSet.a replace 'x' with 'xyxyxyxy'", 8_192, 65_536],
    ["vars.claimSet.a replace 'z' with ''", 65_536, 65_536],
    ['upper(vars.claimSet.a)', 65_536, 65_536],
    ['dw::core::Binaries::toBase64(vars.claimSet.a)', 49_152, 65_536],
  ])('the text that %s makes has at most 65,536 characters', (text, length, made) => {
    const { evaluate: run } = compileExpression(text);
    const given = (size: number): ExpressionInputs => ({ ...inputs, claims: { a: 'x'.repeat(size) } });
    expect(run(given(length))).toHaveLength(made);
    expect(() => run(given(length + 1))).toThrow(/more than 65536 characters/);
  });

  test('the steps of an evaluation are limited', () => {
    const run = (size: number): unknown =>
      compileExpression('vars.claimSet.a contains 1').evaluate({
        ...inputs,
        claims: { a: Array.from({ length: size }, () => 0) },
      });
    expect(run(EXPRESSION_LIMITS.steps - 1)).toBe(false);
    expect(() => run(EXPRESSION_LIMITS.steps)).toThrow(/more than 100000 steps/);
  });

  test('texts in texts are limited', () => {
    const nest = (depth: number): string => (depth === 0 ? '1' : `"$(${nest(depth - 1)})"`);
    expect(evaluate(nest(24))).toBe('1');
    expect(errorOf(nest(25)).code).toBe('LIMIT_EXCEEDED');
    expect(errorOf('"$('.repeat(3_000)).code).toBe('LIMIT_EXCEEDED');
  });

  test('a text that is too long for a pattern is refused, and so is a rule that asks', () => {
    expect(errorOf('vars.claimSet.long matches /x*/').code).toBe('PATTERN_REFUSED');
  });
});

test('a pattern that fails by itself refuses as well', () => {
  const site = new Site("'a'", { start: 0, end: 3 });
  const { root: node } = parseScript('1', { start: 0, end: 1 });
  const pattern = {
    source: '',
    matches: (): never => {
      throw new RangeError('too deep');
    },
    couldBegin: () => true,
    find: () => true,
    findAll: () => [],
  };
  const text = { node, site, kinds: KIND.String, run: () => 'a' };
  const run = findFunction('dw::Core', 'matches')?.bind([text, { ...text, pattern }], site);
  expect(() => run?.(new Frame(inputs, []))).toThrow(/The pattern could not be tried/);
});

describe('work is charged for as it grows with a text', () => {
  const steps = (expression: string, claims: JwtClaims): number => {
    const { root, slots } = rootOf(expression);
    const frame = new Frame({ ...inputs, claims }, Array.from({ length: slots }));
    root.run(frame);
    return frame.steps;
  };

  test('one attempt of a pattern costs the text times the size of the pattern', () => {
    // The pattern has 5 instructions: x, a, y, the match and the start.
    expect(steps('vars.claimSet.a matches /xay/', { a: 'a'.repeat(100) })).toBe(12 + (100 * 5) / 2);
    expect(steps('vars.claimSet.a contains /xay/', { a: 'a'.repeat(100) })).toBe(12 + (100 * 5) / 2);
  });

  test('every match of a pattern costs the text that is left', () => {
    // The pattern has 3 instructions; each of the eleven pieces is a step too.
    const attempts = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
    const expected = attempts.reduce((sum, left) => sum + 12 + Math.floor((left * 3) / 2), 0);
    expect(steps('vars.claimSet.a splitBy /a/', { a: 'a'.repeat(10) })).toBe(expected + 11);
  });

  test.each([
    'vars.claimSet.a splitBy /([a-z]*[0-9a-z]*){60}x|a/',
    'vars.claimSet.a splitBy /(.*a){20}x|a/',
    "vars.claimSet.a replace /[a-z]+(;[a-z]+)*!|a/ with 'b'",
  ])('a pattern that looks at the whole text for every match is stopped: %s', (text) => {
    const { evaluate: run } = compileExpression(text);
    expect(() => run({ ...inputs, claims: { a: 'a'.repeat(2_040) } })).toThrow(/more than 100000 steps/);
  });

  test('a pattern is tried where the steps reach, and not one step further', () => {
    // The size is 50: the list takes 2 steps and the first attempt 50,012, so that 1,998 characters fit into the rest.
    const { evaluate: run } = compileExpression(
      `[vars.claimSet.a matches /a{48}/, vars.claimSet.b matches /a{48}/]`,
    );
    const claims = (last: number): JwtClaims => ({ a: 'a'.repeat(2_000), b: 'a'.repeat(last) });
    expect(run({ ...inputs, claims: claims(1_998) })).toEqual([false, false]);
    expect(() => run({ ...inputs, claims: claims(1_999) })).toThrow(/more than 100000 steps/);
  });

  const x = 'x'.repeat(640);
  const keys = (size: number): object =>
    Object.fromEntries(Array.from({ length: size }, (_, i) => [`k${i}`, i]));

  test.each<[text: string, claims: JwtClaims, expected: number]>([
    ['sizeOf(vars.claimSet.a)', { a: keys(100) }, 101],
    ['isEmpty(vars.claimSet.a)', { a: keys(100) }, 101],
    ['vars.claimSet.a == vars.claimSet.b', { a: keys(100), b: keys(99) }, 200],
    ['vars.claimSet.a ~= vars.claimSet.b', { a: keys(100), b: keys(99) }, 200],
    ['vars.claimSet.a == vars.claimSet.b', { a: [1, 2], b: [1, 2] }, 3],
    ['vars.claimSet.a == vars.claimSet.b', { a: x, b: x }, 11],
    ['vars.claimSet.a == vars.claimSet.b', { a: x, b: 'x' }, 0],
    [`vars.claimSet.a != '${x}'`, { a: 'y'.repeat(640) }, 11],
    ["vars.claimSet.a == 'x'", { a: x }, 0],
    ['vars.claimSet.a < vars.claimSet.b', { a: x, b: x }, 11],
    ['vars.claimSet.a contains vars.claimSet.b', { a: [x, x], b: 'y'.repeat(640) }, 1 + 2 + 2 * 11],
    ['vars.claimSet.a -- vars.claimSet.b', { a: [1, 2], b: [3, 4, 5] }, 9],
    ['vars.claimSet.a ++ vars.claimSet.b', { a: [1, 2], b: [3] }, 4],
    ['vars.claimSet.a ++ vars.claimSet.b', { a: x, b: 'y' }, 11],
    ['vars.claimSet.a - 1', { a: [1, 2] }, 3],
    ["vars.claimSet.a joinBy ''", { a: [x, x] }, 2 + 21],
    ["vars.claimSet.a find 'y'", { a: x }, 161],
    ["vars.claimSet.a indexOf 'y'", { a: x }, 161],
    ["vars.claimSet.a find 'y'", { a: `yy${x}` }, 161 + 2],
    ["vars.claimSet.a splitBy 'y'", { a: x }, 161 + 1 + 1],
    ["vars.claimSet.a splitBy 'y'", { a: `yy${x}` }, 161 + 2 + 3 + 3],
    ["vars.claimSet.a replace 'y' with 'z'", { a: `y${x}` }, 161 + 1 + 2 + 1 + 11],
    ['vars.claimSet.a filter true', { a: x }, 1 + 640 + 640],
    ['vars.claimSet.a as Number', { a: `0.${'1'.repeat(78)}` }, 21],
    ['(vars.claimSet.a as DateTime) as Number', { a: '2020-01-01T00:00:00.0000Z' }, 13],
    ['dw::core::Binaries::toBase64(vars.claimSet.a)', { a: 'x'.repeat(80) }, 6 + 21],
    ['dw::core::Binaries::fromBase64(vars.claimSet.a)', { a: 'eHh4'.repeat(20) }, 6 + 21],
    ['vars.claimSet..k', { a: keys(100) }, 102],
    ['vars.claimSet.a.k', { a: [1, 2, 3] }, 4],
    ['vars.claimSet.a[0 to -1]', { a: [1, 2, 3] }, 3],
    ['1 to vars.claimSet.a', { a: 3 }, 3],
    ['vars.claimSet.a map $', { a: [1, 2, 3] }, 4],
    [`vars.claimSet.a map [${'$,'.repeat(15)}$]`, { a: [1, 2, 3] }, 1 + 3 * (3 + 16)],
    ['"$(vars.claimSet.a)"', { a: x }, 11],
    ['lower(vars.claimSet.a)', { a: x }, 11],
    ['attributes.headers.many', {}, 11],
  ])('%s is charged for what it looks at', (text, claims, expected) => {
    expect(steps(text, claims)).toBe(expected);
  });

  test('the keys of a claim cannot be counted for each element of a list', () => {
    const text = 'dw::core::Arrays::some(vars.claimSet.l, $ == isEmpty(vars.claimSet.k))';
    const claims = { l: Array.from({ length: 100 }, () => 0), k: keys(996) };
    // A step for the element, 996 for the keys, one for the call: 998 a hundred times, and one for the list.
    expect(steps(text, claims)).toBe(99_801);
    const { evaluate: run } = compileExpression(text);
    expect(() => run({ ...inputs, claims: { ...claims, k: keys(999) } })).toThrow(/more than 100000 steps/);
  });

  test('a hundred scopes can be split by a pattern', () => {
    const a = Array.from({ length: 100 }, (_, index) => `scope-${index}`).join(' ');
    expect(
      compileExpression('vars.claimSet.a splitBy /\\s+/').evaluate({ ...inputs, claims: { a } }),
    ).toHaveLength(100);
  });
});

describe('host objects stay out of reach', () => {
  test.each(Object.getOwnPropertyNames(Object.prototype))('%s of the host cannot be called', (name) => {
    const call = (): unknown => compileExpression(`${name}(vars.claimSet.a)`);
    expect(call).toThrow(ExpressionError);
    expect(findFunction('dw::Core', name)).toBeUndefined();
  });

  test.each([
    "vars.claimSet.'__proto__'",
    'vars.claimSet.constructor',
    "attributes.headers['__proto__']",
    'attributes.headers.constructor',
    'attributes.queryParams.hasOwnProperty',
    'attributes.uriParams.toString',
    'vars.claimSet.many.length',
    "vars.claimSet['to' ++ 'String']",
  ])('%s is null', (text) => {
    expect(evaluate(text)).toBeNull();
  });

  test('a value that JSON has no word for is an object without keys', () => {
    const given = { ...inputs, claims: { odd: Symbol('odd'), fn: () => 1 } };
    expect(compileExpression('vars.claimSet.odd is Object').evaluate(given)).toBe(true);
    expect(() => compileExpression('vars.claimSet.fn.name').evaluate(given)).toThrow(ExpressionError);
  });
});
