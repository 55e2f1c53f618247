import { describe, expect, test } from '@jest/globals';
import {
  EXPRESSION_LIMITS,
  ExpressionError,
  compileExpression,
  expression,
  type ExpressionErrorCode,
  type ExpressionInputs,
} from '../../src/jwt-policy/expressions/index.js';
import type { JwtClaims } from '../../src/jwt-policy/claims/index.js';
import { LEFT_OUT_FUNCTIONS } from '../../src/jwt-policy/expressions/diagnostics/name-advice.js';
import { FUNCTIONS } from '../../src/jwt-policy/expressions/functions/registry.js';
import { codeBlocks, listEntries, readDocument, tableRows } from './markdown.js';

const page = readDocument('docs/expressions.md');
const plain = (cell = ''): string => cell.replaceAll('`', '').replaceAll('\\|', '|');

const inputs: ExpressionInputs = {
  claims: { sub: 'u7', roles: ['admin', 'clerk'], scope: 'read write' },
  attributes: {
    method: 'GET',
    requestPath: '/',
    headers: {},
    queryParams: {},
    uriParams: {},
    remoteAddress: '',
    scheme: 'https',
  },
  authentication: undefined,
  now: () => 0,
};

/** An argument that every parameter of that name takes. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  container: "'a'",
  sought: "'a'",
  text: "'a'",
  pattern: '/a/',
  separator: "'a'",
  matcher: "'a'",
  with: "'b'",
  prefix: "'a'",
  suffix: "'a'",
  value: "'a'",
  list: "['a']",
  left: "'a'",
  right: "'a'",
  removed: "['a']",
  amount: '1',
  encoding: "'UTF-8'",
  condition: 'true',
  dividend: '1',
  divisor: '1',
  from: '1',
  to: '1',
};

const NULL = 'vars.claimSet.absent';

/** What is said of null in words of its own, with a call that it is about. */
const IN_WORDS: ReadonlyMap<string, readonly [text: string, outcome: string]> = new Map([
  ['a list may contain null', [`[null] contains ${NULL}`, 'true']],
  ['a replacement that is null: error', [`'a' replace 'a' with ${NULL}`, 'error']],
  ['an element that is null: error', [`[${NULL}] joinBy ','`, 'error']],
]);

/** An entry of the functions: `name(parameters)` of `module`: what null does. */
function documentedFunctions(): readonly Record<'name' | 'module' | 'parameters' | 'whenNull', string>[] {
  return listEntries(page, '## Functions').map(({ name: call, note, text: whenNull }) => {
    const [, name = '', parameters = ''] = /^([^(]+)\((.*)\)$/.exec(call) ?? [];
    return { name, module: plain(note), parameters, whenNull: plain(whenNull) };
  });
}

function parametersOf(list: string): readonly string[] {
  return list.split(', ').filter((name) => name !== '');
}

/** A call where one argument is null. */
function callOf(name: string, parameters: readonly string[], nullAt: number): string {
  const args = parameters.map((parameter, index) => (index === nullAt ? NULL : `${ARGUMENTS[parameter]}`));
  const [first, second, third] = args.map((one) => `(${one})`);
  if (name === 'replace') return `${first} replace ${second} with ${third}`;
  const { module } = FUNCTIONS.find((one) => one.name === name) as (typeof FUNCTIONS)[number];
  const isInfix = name === '++' || name === '--';
  return isInfix ? `${first} ${name} ${second}` : `${module}::${name}(${args.join(', ')})`;
}

/** The calls that a clause of the null column is about, with what it says of each. */
function nullCases(
  name: string,
  parameters: readonly string[],
  clause: string,
): readonly (readonly [text: string, outcome: string])[] {
  const inWords = IN_WORDS.get(clause);
  if (inWords !== undefined) return [inWords];
  const call = (nullAt: number): string => callOf(name, parameters, nullAt);
  if (clause === 'takes nothing') return [[`${call(-1)} == null`, 'false']];
  if (clause.startsWith('error on either side'))
    return [
      [call(0), 'error'],
      [call(1), 'error'],
    ];
  const [left, outcome] = clause.includes(': ') ? clause.split(': ') : clause.split(' = ');
  const isFirst = left?.startsWith(`null ${name}`) === true || left?.startsWith(`${name}(null`) === true;
  const isSecond = left?.endsWith(`${name} null`) === true || left === `${name}(x, null)`;
  if (!isFirst && !isSecond) throw new Error(`what is told of ${name} is not understood: ${clause}`);
  return [[call(isFirst ? 0 : 1), `${outcome}`]];
}

/** What a call comes to, as the null column writes it. */
function outcomeOf(text: string): string {
  const { evaluate } = compileExpression(text);
  try {
    return JSON.stringify(evaluate(inputs));
  } catch (error) {
    if (error instanceof ExpressionError) return 'error';
    throw error;
  }
}

const CODES: Readonly<Record<ExpressionErrorCode, true>> = {
  SYNTAX: true,
  UNSUPPORTED: true,
  AMBIGUOUS: true,
  UNKNOWN_NAME: true,
  UNKNOWN_FUNCTION: true,
  NOT_IMPORTED: true,
  INPUT_UNAVAILABLE: true,
  ARGUMENTS: true,
  TYPE: true,
  RESULT_TYPE: true,
  ARITHMETIC: true,
  UNSAFE_NUMBER: true,
  PATTERN_REFUSED: true,
  LIMIT_EXCEEDED: true,
};

describe('docs/expressions.md', () => {
  test('shows a rule that no absent value passes', () => {
    const [, text = ''] = /expression\('(#\[vars\.claimSet\.sub .+?\])'\)/.exec(page) ?? [];
    const { evaluate } = compileExpression(text);
    const owned = { ...inputs, attributes: { ...inputs.attributes, uriParams: { id: 'u7', owner: 'u7' } } };
    expect(evaluate(owned)).toBe(true);
    for (const claims of [{}, { sub: null }, { sub: 'u8' }, { sub: ['u7'] }])
      for (const given of [inputs, owned])
        expect(evaluate({ ...given, claims: claims as JwtClaims })).toBe(false);
  });

  test('lists every function with its module, its parameters and what null does', () => {
    expect(documentedFunctions()).toEqual(
      FUNCTIONS.map(({ name, module, parameters, whenNull }) => ({
        name,
        module,
        parameters: parameters.map((parameter) => parameter.name).join(', '),
        whenNull,
      })),
    );
  });

  test.each(FUNCTIONS.map(({ name }) => name))('says what %s does with null', (name) => {
    const { whenNull = '', parameters = '' } = documentedFunctions().find((one) => one.name === name) ?? {};
    const clauses = whenNull.split('; ');
    const cases = clauses.flatMap((clause) => nullCases(name, parametersOf(parameters), clause));
    expect(cases.map(([text]) => [text, outcomeOf(text)])).toEqual(cases);
  });

  test('lists every function of DataWeave that is left out', () => {
    const [list = ''] = codeBlocks(page, 'dw-functions');
    expect(list.trim().split(/\s+/)).toEqual(LEFT_OUT_FUNCTIONS);
  });

  test.each(listEntries(page, '## What is left out'))('says what to write instead of $name', (entry) => {
    const texts = entry.name.split(' ; ');
    const refused = texts.map((text) => expression(text).problem);
    expect(refused).toEqual(texts.map(() => expect.stringContaining('\n')));
    expect(entry.text.length).toBeGreaterThan(10);
  });

  test('lists every limit', () => {
    const rows = tableRows(page, '## Limits').filter(([name]) => name !== 'limit');
    expect(Object.fromEntries(rows.map(([name, value]) => [plain(name), Number(value)]))).toEqual(
      EXPRESSION_LIMITS,
    );
  });

  test('lists every code', () => {
    const rows = tableRows(page, '## Errors').filter(([name]) => name !== 'code');
    expect(rows.map(([name]) => plain(name))).toEqual(Object.keys(CODES));
  });

  const examples = codeBlocks(page, 'dw').flatMap((block) => block.trimEnd().split('\n'));

  test.each(examples)('%s', (line) => {
    const cut = line.lastIndexOf(' // ');
    expect(compileExpression(line).evaluate(inputs)).toEqual(JSON.parse(line.slice(cut + 4)));
  });

  const errors = codeBlocks(page, 'dw-error').map((text, index) => ({
    text: text.trimEnd(),
    message: codeBlocks(page, 'text')[index]?.trimEnd(),
  }));

  test.each(errors)('$text is refused as the page shows', ({ text, message }) => {
    expect(expression(text).problem).toBe(message);
    expect(() => compileExpression(text)).toThrow(ExpressionError);
  });
});
