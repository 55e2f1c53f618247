import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  ExpressionError,
  compileExpression,
  type ExpressionInputs,
} from '../../src/jwt-policy/expressions/index.js';

const FOLDER = join(import.meta.dirname, 'expressions');

/** One expression and what it comes to over the inputs of expressions-inputs.json, or the error and its place. */
interface Vector {
  readonly expression: string;
  readonly result?: unknown;
  readonly error?: { when: 'start' | 'call'; code: string; start: number; end: number };
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

const files = readdirSync(FOLDER).map((file) => ({
  name: basename(file, '.json'),
  vectors: read(join(FOLDER, file)) as readonly Vector[],
}));
const given = read(join(import.meta.dirname, 'expressions-inputs.json')) as ExpressionInputs & {
  now: number;
};
const inputs: ExpressionInputs = { ...given, now: () => Number(given.now) };

/** What becomes of an expression, in the words of a vector. */
function outcomeOf(text: string): Omit<Vector, 'expression'> {
  let when: 'start' | 'call' = 'start';
  try {
    const { evaluate } = compileExpression(text);
    when = 'call';
    return { result: evaluate(inputs) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { code, start, end } = error;
    return { error: { when, code, start, end } };
  }
}

test('there are several hundred vectors, and no file is empty', () => {
  expect(files.reduce((sum, { vectors }) => sum + vectors.length, 0)).toBeGreaterThan(400);
  expect(files.filter(({ vectors }) => vectors.length === 0)).toEqual([]);
});

describe.each(files)('$name', ({ vectors }) => {
  test.each(vectors)('$expression', ({ expression, ...expected }) => {
    expect(outcomeOf(expression)).toEqual(expected);
  });
});
