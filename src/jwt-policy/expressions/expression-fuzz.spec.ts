import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ExpressionError, compileExpression, expression, type ExpressionInputs } from './index.js';
import { FUNCTIONS } from './functions/registry.js';

const inputs: ExpressionInputs = {
  claims: {
    a: 'text',
    n: 5,
    list: ['a', 1, null, true, ['b']],
    obj: { k: [{ k: 1 }] },
    yes: true,
    nil: null,
  },
  attributes: {
    method: 'GET',
    requestPath: '/a',
    headers: { jwt: 'x' },
    queryParams: { q: ['1'] },
    uriParams: { id: '7' },
    remoteAddress: '10.0.0.9',
    scheme: 'https',
  },
  authentication: undefined,
  now: () => 0,
};

/** Compiles and evaluates; anything but an ExpressionError is a defect. */
function survives(text: string): boolean {
  try {
    compileExpression(text).evaluate(inputs);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    expect([error.start >= 0, error.end >= error.start, error.start <= text.length]).toEqual([
      true,
      true,
      true,
    ]);
    expect(error.summary).not.toContain('\n');
  }
  return true;
}

const OPERATORS =
  'and or not ! == != ~= < >= + - * / . .. .* ? ( ) [ ] if else do { } var = --- default is as with to , ->';
const VALUES = `String Number $ $$ 'a' "$(1)" 1 null true /a+/ |2020-01-01T00:00:00Z| vars claimSet attributes.headers`;
const NOISE = '\' "$( // /* #[ \\ x 😀 \u0000';

const WORDS = [
  ...FUNCTIONS.map(({ name }) => name),
  ...`${OPERATORS} ${VALUES} ${NOISE}`.split(' '),
  '\n',
  'vars.claimSet.list',
  '%dw 2.0 import * from dw::core::Arrays',
  'output application/json',
];

test('any row of words is compiled or refused, in no time', () => {
  const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }).map((words) => words.join(' '));
  fc.assert(fc.property(soup, survives), { numRuns: 1_500 });
});

test('any text is compiled or refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survives), { numRuns: 1_000 });
});

const CLAIMS = ['a', 'n', 'list', 'obj', 'yes', 'nil'].map((name) => `vars.claimSet.${name}`);
const OTHERS = `attributes.headers.jwt attributes.queryParams.q authentication 'a' '1' '' 1 0 1.5 true null [] [1,2] now() /a?/`;
const atoms = [...CLAIMS, ...OTHERS.split(' ')];

/** Expressions that the grammar allows. */
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...atoms),
    fc
      .tuple(
        tie('tree'),
        fc.constantFrom('and', 'or', '==', '!=', '~=', '<', '>', '+', '-', '*', '/'),
        tie('tree'),
      )
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
    fc
      .tuple(
        tie('tree'),
        fc.constantFrom(...FUNCTIONS.map(({ name, module }) => `${module}::${name}`)),
        tie('tree'),
      )
      .map(([left, name, right]) => `(${left}) ${name.replace(/^dw::Core::/, '')} (${right})`),
    fc.tuple(tie('tree'), tie('tree')).map(([text, by]) => `(${text}) replace (${by}) with $[0]`),
    fc.tuple(fc.constantFrom('not', '!', '-'), tie('tree')).map(([operator, of]) => `${operator} (${of})`),
    fc
      .tuple(tie('tree'), fc.constantFrom('.k', '..k', '.*k', '[0]', "['k']", '[0 to -1]', '.k?', '[-1]?'))
      .map((pair) => `(${pair[0]})${pair[1]}`),
    fc.tuple(tie('tree'), tie('tree'), tie('tree')).map(([a, b, c]) => `if (${a}) (${b}) else (${c})`),
    fc
      .tuple(
        tie('tree'),
        fc.constantFrom('is', 'as'),
        fc.constantFrom('String', 'Number', 'Boolean', 'Array', 'DateTime', 'Null'),
      )
      .map(([of, operator, type]) => `(${of}) ${operator} ${type}`),
    tie('tree').map((of) => `(vars.claimSet.list) map ((${of}) == $)`),
    tie('tree').map((of) => `do { var x = (${of}) --- x }`),
  ),
}));

test('whatever the grammar allows is evaluated or refused, in no time', () => {
  fc.assert(fc.property(tree, survives), { numRuns: 1_500 });
});

test('a rule never throws when it is made, and passes with a Boolean or refuses', () => {
  fc.assert(
    fc.property(tree, (text) => {
      const rule = expression(text);
      try {
        expect(typeof rule.run(null, { ...inputs, claims: inputs.claims ?? {} })).toBe('boolean');
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
      }
    }),
    { numRuns: 1_000 },
  );
});
