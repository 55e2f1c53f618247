import { describe, expect, it } from '@jest/globals';
import type { JwtClaims } from '../claims/index.js';
import { compileExpression } from './compile-expression.js';
import { ExpressionError } from './diagnostics/expression-error.js';
import { expression } from './expression-rule.js';

/** Claims as a token brings them: what is written with these digits is read by JSON.parse. */
const CLAIMS = JSON.parse(`{
  "uid": 9007199254740993, "same": 9007199254740992, "low": -9007199254740993, "huge": 1e300, "endless": 1e400,
  "safe": 9007199254740991, "lowest": -9007199254740991, "small": 5, "text": "9007199254740993", "nil": null,
  "list": [1, 9007199254740993], "object": { "id": 9007199254740993 }, "unread": 9007199254740993
}`) as JwtClaims;

function evaluate(text: string): unknown {
  const inputs = { claims: CLAIMS, attributes: {} as never, authentication: undefined, now: () => 0 };
  return compileExpression(text.replaceAll(/\$(?=[a-z])/g, 'vars.claimSet.')).evaluate(inputs);
}

function codeOf(text: string): string {
  try {
    return `came to ${JSON.stringify(evaluate(text))}`;
  } catch (error) {
    if (error instanceof ExpressionError) return error.code;
    throw error;
  }
}

describe('a number beyond ±(2^53 - 1) in a claim', () => {
  it.each([
    '$uid == 5',
    '5 == $uid',
    '$uid != 5',
    '$uid == $same',
    '$uid != $same',
    '$uid == $uid',
    '$low == -5',
    '$huge == $huge',
    '$endless != 5',
    "$uid == '9007199254740993'",
    "$uid != 'x'",
    "'x' == $uid",
    '$uid == true',
    '$uid == null',
    '$nil != $uid',
    '$uid == [1]',
    "$uid ~= '9007199254740993'",
    "$uid ~= '9007199254740992'",
    '$text ~= $uid',
    '$uid ~= $same',
    '$uid < 5',
    '$uid >= $same',
    '5 > $uid',
    '$low <= 0',
    "$uid < '5'",
    '$text > $uid',
    '5 < $text',
  ])('has no outcome when it is compared: %s', (text) => {
    expect(codeOf(text)).toBe('UNSAFE_NUMBER');
  });

  it.each([
    '$list contains 9',
    '$list contains $same',
    '[1, $uid] contains 2',
    '[1, 2] contains $uid',
    '$list find 9',
    '$list indexOf $same',
    '$list == [1, 2]',
    '$list != [1, 2]',
    '$list ~= [1, "2"]',
    '$list - 7',
    '[1, 2] - $uid',
    '$list -- [7]',
    '[1, 2] -- $list',
    '$object == $object.id',
    'dw::core::Arrays::some($list, $ == 7)',
    'dw::core::Arrays::every($list, $ != 7)',
    '$list filter ($ > 0)',
    "$list joinBy ','",
  ])('has no outcome inside a list or an object: %s', (text) => {
    expect(codeOf(text)).toBe('UNSAFE_NUMBER');
  });

  it.each([
    '$uid - 9007199254740000 == 992',
    '$uid * 0 == 0',
    '$uid / 2 > 1',
    '-$uid < 0',
    '($uid mod 10) == 2',
    '$text - 1 > 1',
    '($text mod 10) == 2',
    '$safe + 1 > 1',
    '$safe * 2 > 1',
    '$lowest - 1 < 1',
    '$uid as Number == 1',
    '$text as Number == 1',
    "$uid as String == '9007199254740992'",
    "'' ++ $uid == '9007199254740992'",
    '"id-$(vars.claimSet.uid)" == "id-9007199254740992"',
    "$uid contains '992'",
    "$uid startsWith '900'",
    '$uid matches /.*2/',
    'lower($uid) == "x"',
    '$uid as DateTime > |2020-01-01T00:00:00Z|',
    '$safe as DateTime > |2020-01-01T00:00:00Z|',
  ])('is not brought into reach by another step: %s', (text) => {
    expect(codeOf(text)).toBe('UNSAFE_NUMBER');
  });

  it.each([
    ['$small == 5', true],
    ['$safe == 9007199254740991', true],
    ['$lowest < $safe', true],
    ['$uid?', true],
    ['$uid is Number', true],
    ["($uid default 'x') is Number", true],
    ['sizeOf($list) == 2', true],
    ['$list contains 1', true],
    ['$list[0] == 1', true],
    ["$text == '9007199254740993'", true],
    ["$text ~= '9007199254740993'", true],
    ["$text == '9007199254740992'", false],
    ['$small == 5 or $uid == 5', true],
  ])('does no harm where it is not compared: %s', (text, result) => {
    expect(evaluate(text)).toBe(result);
  });
});

describe('such a number in an expression', () => {
  it.each([
    '#[vars.claimSet.uid == 9007199254740993]',
    '#[vars.claimSet.uid != 9007199254740993]',
    '#[vars.claimSet.uid == -9007199254740992]',
    '#[vars.claimSet.uid > 1e300]',
    '#[vars.claimSet.uid == 1e400]',
    '#[[1, 9007199254740992] contains vars.claimSet.uid]',
    '#[vars.claimSet.a == 1 or vars.claimSet.uid == 9007199254740993]',
    "#[vars.claimSet.uid == ('9007199254740993' as Number)]",
    '#[vars.claimSet.uid == 9007199254740991 + 2]',
  ])('is a problem that stops the start: %s', (text) => {
    expect(expression(text).problem).toContain('cannot be told from its neighbours');
  });

  it('is told with its place and with what to do', () => {
    expect(expression('#[vars.claimSet.uid == 9007199254740993]').problem).toBe(
      [
        'A number beyond 9007199254740991 (2^53 - 1) cannot be told from its neighbours. (at character 24)',
        '  #[vars.claimSet.uid == 9007199254740993]',
        '                         ^^^^^^^^^^^^^^^^',
        '  Have the issuer write such a claim as text, and compare it with a text.',
      ].join('\n'),
    );
  });
});
