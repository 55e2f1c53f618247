import { describe, expect, test } from '@jest/globals';
import { LEFT_OUT_FUNCTIONS } from './diagnostics/name-advice.js';
import { FUNCTIONS } from './functions/registry.js';
import { compileExpression, ExpressionError } from './index.js';

function errorOf(text: string): ExpressionError {
  try {
    compileExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${text} compiles`);
}

describe('what DataWeave has and this language has not is refused with what to write', () => {
  test.each([
    ['attributes.clientCertificate', 'certificate of the client', 'Check it where TLS ends'],
    ["attributes.clientCertificate.'subject' == 'x'", 'certificate of the client', 'where TLS ends'],
    ["p('secure.key') == vars.claimSet.a", 'p is a function of DataWeave', 'write the value itself'],
    ["Mule::p('key') == vars.claimSet.a", 'Mule::p is a function of DataWeave', 'write the value itself'],
    ["vars.claimSet.a match { case 'x' -> true else -> false }", 'match is not part', 'if (x == …)'],
    ['vars.claimSet.a match /(a)(b)/', 'match is not part', 'text matches /…/'],
    ['match(vars.claimSet.a, /b/)', 'match is not part', 'text matches /…/'],
    ['vars.claimSet.a scan /b/', 'scan is a function of DataWeave', 'text contains /…/'],
    ['vars.claimSet.a reduce ((item, acc = 0) -> acc + item)', 'reduce is a function', 'list some'],
    ['vars.claimSet.a reduce ($$ + $)', 'reduce is a function', 'list some'],
    ['dw::Core::reduce(vars.claimSet.a, (item, acc = 0) -> acc)', 'dw::Core::reduce is a', 'list some'],
    ['vars.claimSet.a filter ((item, acc = 0) -> true)', 'A parameter has no default', 'reduce is left out'],
    ['vars.claimSet.a filter ((item: String) -> true)', 'A parameter has no type', '(item) -> …'],
    ['vars.claimSet.a flatMap $.b', 'flatMap is a function of DataWeave', 'Ask about the elements'],
    ['flatten(vars.claimSet.a) contains 1', 'flatten is a function', 'Ask about the elements'],
    ['vars.claimSet.a orderBy $.b', 'orderBy is a function', 'Ask about the elements'],
    ['vars.claimSet.a distinctBy $', 'distinctBy is a function', 'Ask about the elements'],
    ['keysOf(vars.claimSet.a) contains "b"', 'keysOf is a function', 'object.name?'],
    ['vars.claimSet.a pluck $$', 'pluck is a function', 'object.name?'],
    ['vars.claimSet update { case .a -> 1 }', 'update is not part', 'a rule changes nothing'],
    ['vars.claimSet.a[?($.b == 1)]', '[?( … )] is not part', 'list filter ( … )'],
    ['%dw 2.0 fun f(x) = x --- f(1)', '"fun" is not part', 'Write its body where it is used'],
    ['%dw 2.0 type A = String --- 1', '"type" is not part', 'A header has'],
    ['do { fun f(x) = x --- f(1) }', 'fun is not part', 'Write its body where it is used'],
    ['%dw 2.0 var x: Number = 1 --- x', 'A variable has no type', 'var x = …'],
    ['do { var x: Number = 1 --- x }', 'A variable has no type', 'var x = …'],
    ['vars.claimSet.a is Array<String>', 'The type Array has no parameters', 'every ($ is String)'],
    ['vars.claimSet.a as Array<String, Number>', 'The type Array has no parameters', 'x is Array'],
    ['vars.claimSet.a.contains("x")', 'not called with a dot', 'Write … contains ….'],
    ['vars.claimSet.a.toLowerCase()', 'not called with a dot', 'lower(…)'],
    ['vars.claimSet.a.trim()', 'not called with a dot', 'Write trim( … ).'],
    ['vars.claimSet.a.substring(0, 1)', 'not called with a dot', 'text[0 to 2]'],
    ['vars.claimSet.a.has2("x")', 'not called with a dot', 'sizeOf( … )'],
    ['vars.claimSet.&a', 'The selector .& is not part', 'write .name for the value'],
    ['vars.claimSet.a.@id', 'The selector .@ is not part', 'attributes of XML'],
    ['vars.claimSet.*@', 'The selector .@ is not part', 'attributes of XML'],
    ['vars.claimSet.a.^raw', 'The selector .^ is not part', 'write .name'],
    ['vars.claimSet.a.#', 'The selector .# is not part', 'write .name'],
    ['now() as String {format: "yyyy"}', '"format" cannot be chosen', 'ISO 8601'],
    ['vars.claimSet.a as Number {class: "x"}', '"class" cannot be chosen', '{unit: "seconds"}'],
    ['vars.claimSet.a as Date', 'There is no type Date', 'Dates are DateTime here'],
    ['vars.claimSet.a is LocalDateTime', 'There is no type LocalDateTime', 'Dates are DateTime'],
    ['vars.claimSet.a is Type', 'There is no type Type', 'Known: Null'],
    ['now() < |2020-01-01|', 'This is no date', 'a time and an offset'],
    ['now() - |P1D|', 'This is no date', 'A period is left out: count in seconds'],
    ['read(vars.claimSet.a, "application/json").b', 'read is a function', 'the claims are parsed'],
    ['write(vars.claimSet.a, "application/json", {indent: false})', 'write is a function', 'as String'],
    ['log("claims", vars.claimSet.a)', 'log is a function', 'Leave log( … ) out'],
    ['typeOf(vars.claimSet.a) == "x"', 'typeOf is a function', 'x is String'],
    ['vars.claimSet.a[0] substring 1', 'substring is a function', 'text[0 to 2]'],
    ['random() < 1', 'random is a function', 'compares and searches'],
    ['"$(sum(vars.claimSet.a))"', 'sum is a function', 'Ask about the elements'],
    ['%dw 2.0 import reduce from dw::Core --- 1', 'dw::Core has no function reduce', 'list some'],
  ])('%s', (text, summary, hint) => {
    const error = errorOf(text);
    expect(error.summary).toContain(summary);
    expect(error.hint).toContain(hint);
  });

  test.each(['clientCertificate', 'queryStrin'])(
    'attributes.%s, and a name nearby, are told apart',
    (key) => {
      const isKnown = key === 'clientCertificate';
      expect(errorOf(`attributes.${key}`).code).toBe(isKnown ? 'UNSUPPORTED' : 'UNKNOWN_NAME');
    },
  );

  test('no function is both there and left out', () => {
    expect(FUNCTIONS.filter(({ name }) => LEFT_OUT_FUNCTIONS.includes(name))).toEqual([]);
  });
});

test('the names that are left out are free for variables, members and imports', () => {
  const value = (text: string): unknown => compileExpression(text).constant;
  expect(value('do { var sum = 1 --- sum + 1 }')).toBe(2);
  expect(value('%dw 2.0 import some as last from dw::core::Arrays --- 1')).toBe(1);
  const text = '%dw 2.0 import first as take from dw::core::Strings --- "$(take(\'abc\', 1))"';
  expect(value(text)).toBe('a');
  expect(() => compileExpression('vars.claimSet.read == vars.claimSet.last')).not.toThrow();
  expect(value('(1 is Number)<(2 is Number)')).toBe(false);
});

test('what is in the spelling of the sender is warned of', () => {
  for (const name of ['rawRequestPath', 'rawRequestUri'])
    expect(compileExpression(`attributes.${name} startsWith '/orders'`).warnings).toEqual([
      `"attributes.${name}" has the spelling of the sender: many spellings reach one handler. Compare attributes.requestPath instead.`,
    ]);
  expect(compileExpression('attributes.requestUri').warnings).toEqual([]);
});

test('what is not known of a call is an empty text', () => {
  const attributes = {
    method: 'GET',
    requestPath: '/',
    headers: {},
    queryParams: {},
    uriParams: {},
    remoteAddress: '',
    scheme: '',
  };
  const names = ['queryString', 'requestUri', 'rawRequestPath', 'rawRequestUri', 'localAddress', 'version'];
  const list = `[${names.map((name) => `attributes.${name}`).join(', ')}]`;
  const inputs = { attributes, authentication: undefined, now: () => 0 };
  const { evaluate } = compileExpression(list);
  expect(evaluate(inputs)).toEqual(['', '/', '', '', '', '']);
  expect(evaluate({ ...inputs, attributes: { ...attributes, rawRequestUri: '//a?' } })).toEqual([
    '',
    '/',
    '//a',
    '//a?',
    '',
    '',
  ]);
});

test.each([
  ["(dw::core::Strings::substringBefore(vars.claimSet.a, '@')) == 'x'"],
  ["vars.claimSet.a == (dw::core::Strings::substringBefore(vars.claimSet.a, '@'))"],
  ['vars.claimSet.list filter (dw::Core::isEmpty($)) == []'],
  ["(dw::Core::upper(vars.claimSet.a)) == 'X'"],
])('a qualified name in parentheses is no parameter with a type: %s', (text) => {
  expect(() => compileExpression(text)).not.toThrow();
});
