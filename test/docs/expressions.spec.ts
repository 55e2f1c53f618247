import { describe, expect, test } from '@jest/globals';
import {
  EXPRESSION_LIMITS,
  ExpressionError,
  compileExpression,
  expression,
  type ExpressionErrorCode,
  type ExpressionInputs,
} from '../../src/jwt-policy/expressions/index.js';
import { FUNCTIONS } from '../../src/jwt-policy/expressions/functions/registry.js';
import { codeBlocks, readDocument, tableRows } from './markdown.js';

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
  PATTERN_REFUSED: true,
  LIMIT_EXCEEDED: true,
};

describe('docs/expressions.md', () => {
  test('lists every function with its module, its parameters and what null does', () => {
    const rows = tableRows(page, '## Functions').filter(([name]) => name !== 'function');
    expect(rows.map((row) => row.map(plain))).toEqual(
      FUNCTIONS.map(({ name, module, parameters, whenNull }) => [
        name,
        module,
        parameters.map((parameter) => parameter.name).join(', '),
        whenNull,
      ]),
    );
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
