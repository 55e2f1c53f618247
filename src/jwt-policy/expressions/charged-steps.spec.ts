import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { compileExpression, type ExpressionInputs } from './index.js';
import { Site } from './evaluate/frame.js';
import { FUNCTIONS } from './functions/registry.js';

const ARRAYS = 'dw::core::Arrays::';
const STRINGS = 'dw::core::Strings::';
const BINARIES = 'dw::core::Binaries::';

afterEach(() => void jest.restoreAllMocks());

/** The steps that one evaluation charges, and the header and query that it can read. */
function stepsOf(expression: string, claims: Record<string, unknown>): number {
  const { evaluate } = compileExpression(expression);
  const charge = jest.spyOn(Site.prototype, 'charge');
  const text = String(claims['t']);
  evaluate({
    claims,
    attributes: { headers: { many: [text, text] }, queryParams: claims },
    authentication: undefined,
    now: () => 0,
  } as unknown as ExpressionInputs);
  const steps = charge.mock.calls.reduce((sum, [, charged]) => sum + charged, 0);
  charge.mockRestore();
  return steps;
}

type Input = (size: number) => Record<string, unknown>;

/** A text without the sought one, though each place of it looks like one. */
const NEAR: Input = (size) => ({ t: 'a'.repeat(size), s: `b${'a'.repeat(size / 2)}`, u: 'a'.repeat(size) });
const PLACES: Input = (size) => ({ t: 'a'.repeat(size), s: 'a' });
const LIST: Input = (size) => ({
  t: Array.from({ length: size }, () => ({ k: 1 })),
  u: Array.from({ length: size }, () => ({ k: 1 })),
  s: { k: 2 },
});
const NUMBERS: Input = (size) => ({ t: Array.from({ length: size }, (_, index) => index + 0.1) });
const FEW: Input = (size) => ({ ...LIST(size), r: [1, 2, 3] });
const OBJECT: Input = (size) => ({
  t: Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, 1])),
  u: Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, 1])),
});
const BASE64: Input = (size) => ({ t: 'YWFh'.repeat(size / 4) });
const DIGITS: Input = (size) => ({ t: `0.${'1'.repeat(size / 16)}` });

/** Work in looks at a character or element; so many of them may be one step, as one of them takes a few nanoseconds. */
const COPIED = 1 / 64;
const READ = 1 / 4;

type Row = readonly [call: string, input: Input, stepsPerSize: number];

/** Each function on the input that takes it longest, and how many steps a character or element of that must cost. */
const FUNCTION_ROWS: Readonly<Record<string, readonly Row[]>> = {
  contains: [
    ['t contains s', NEAR, 1.5 * READ],
    ['t contains s', LIST, 3],
    ['t contains /ab/', (size) => ({ t: 'a'.repeat(size / 8) }), (1 / 8) * 2],
  ],
  matches: [['t matches /(a|b)*c/', (size) => ({ t: 'a'.repeat(size / 8) }), (1 / 8) * 3]],
  splitBy: [
    ['t splitBy s', NEAR, 1.5 * READ],
    ['t splitBy s', PLACES, READ + 2],
    ['t splitBy /a/', (size) => ({ t: 'a'.repeat(size / 32) }), (1 / 32) * 12],
  ],
  replace: [
    ["t replace s with 'b'", NEAR, 1.5 * READ + COPIED],
    ["t replace s with 'b'", PLACES, READ + 2 + COPIED],
    ["t replace /a/ with 'b'", (size) => ({ t: 'a'.repeat(size / 32) }), (1 / 32) * 13],
  ],
  lower: [['lower(t)', NEAR, COPIED]],
  upper: [['upper(t)', NEAR, COPIED]],
  trim: [['trim(t)', (size) => ({ t: ' '.repeat(size) }), COPIED]],
  isBlank: [['isBlank(t)', (size) => ({ t: ' '.repeat(size) }), COPIED]],
  startsWith: [['t startsWith u', NEAR, COPIED]],
  endsWith: [['t endsWith u', NEAR, COPIED]],
  substringBefore: [[`${STRINGS}substringBefore(t, s)`, NEAR, 1.5 * READ]],
  substringAfter: [[`${STRINGS}substringAfter(t, s)`, NEAR, 1.5 * READ]],
  substringBeforeLast: [[`${STRINGS}substringBeforeLast(t, s)`, NEAR, 1.5 * READ]],
  substringAfterLast: [[`${STRINGS}substringAfterLast(t, s)`, NEAR, 1.5 * READ]],
  sizeOf: [['sizeOf(t)', OBJECT, 1]],
  isEmpty: [['isEmpty(t)', OBJECT, 1]],
  find: [
    ['t find s', NEAR, 1.5 * READ],
    ['t find s', PLACES, READ + 1],
    ['t find s', LIST, 3],
  ],
  indexOf: [
    ['t indexOf s', NEAR, 1.5 * READ],
    ['t indexOf s', LIST, 3],
  ],
  lastIndexOf: [
    ['t lastIndexOf s', NEAR, 1.5 * READ],
    ['t lastIndexOf s', LIST, 3],
  ],
  joinBy: [
    ["t joinBy ', '", NUMBERS, 2],
    ['[t, t] joinBy t', NEAR, 3 * COPIED],
  ],
  '++': [
    ['t ++ u', LIST, 2],
    ['t ++ u', NEAR, 2 * COPIED],
  ],
  '--': [
    ['t -- r', FEW, 4],
    ['r -- t', FEW, 3],
  ],
  filter: [
    ['t filter false', LIST, 1],
    ['t filter false', PLACES, 2],
  ],
  map: [['t map 1', LIST, 1]],
  some: [[`${ARRAYS}some(t, $ == 1)`, LIST, 1]],
  every: [[`${ARRAYS}every(t, $ != 1)`, LIST, 1]],
  firstWith: [[`${ARRAYS}firstWith(t, $ == 1)`, LIST, 1]],
  countBy: [[`${ARRAYS}countBy(t, $ == 1)`, LIST, 1]],
  to: [['1 to t', (size) => ({ t: size }), 1]],
  toBase64: [[`${BINARIES}toBase64(t)`, NEAR, READ]],
  fromBase64: [[`${BINARIES}fromBase64(t)`, BASE64, READ]],
  // These do the same work whatever they are given: a text is written out, or has been.
  first: [],
  mod: [],
  now: [],
  toBinary: [],
  toString: [],
  uuid: [],
};

const OPERATOR_ROWS: readonly Row[] = [
  ['t == u', NEAR, COPIED],
  ['t != u', NEAR, COPIED],
  ['t ~= u', NEAR, COPIED],
  ['t == u', LIST, 3],
  ['t ~= u', LIST, 3],
  ['t == u', OBJECT, 2],
  ['t < u', NEAR, COPIED],
  ['t >= u', NEAR, COPIED],
  ['(t map now()) ~= (t map "1970-01-01T00:00:00Z")', NUMBERS, 13],
  ['(t map 0.5) ~= (t map "0.5")', NUMBERS, 4],
  ['t + 1', LIST, 1],
  ['t - s', LIST, 3],
  ['t + 1', DIGITS, READ / 16],
  ['1 < t', DIGITS, READ / 16],
  ['t as Number', DIGITS, READ / 16],
  ['[t, t, t] map ($ as Number)', DIGITS, (3 * READ) / 16],
  ['"$(t)$(t)"', NEAR, 2 * COPIED],
  ['t map "$($)"', NUMBERS, 3],
  ['t map ($ as String)', NUMBERS, 2],
  ['t..x', LIST, 2],
  ['t..k', LIST, 2],
  ['t.k', LIST, 1],
  ['t.*k', LIST, 1],
  ['t.k?', LIST, 1],
  ['t[0 to -1]', LIST, 1],
  ['t[-1 to 0]', NEAR, 1],
  ['t map [$, $, $, $]', LIST, 5],
  ['attributes.headers[t]', NEAR, COPIED],
  ['attributes.headers.many', NEAR, 2 * COPIED],
];

/** The claims by their names: `t` for `vars.claimSet.t`. */
function withNames(call: string, claims: Record<string, unknown>): string {
  const variables = Object.keys(claims).map((name) => `var ${name} = vars.claimSet.${name}`);
  return `do { ${variables.join(' ')} --- ${call} }`;
}

describe('the steps that are charged grow as the work does', () => {
  test('the table has a row for each function, so that a new one must say what it costs', () => {
    expect(Object.keys(FUNCTION_ROWS).toSorted()).toEqual(FUNCTIONS.map(({ name }) => name).toSorted());
  });

  test.each([...Object.values(FUNCTION_ROWS).flat(), ...OPERATOR_ROWS])('%s', (call, input, stepsPerSize) => {
    for (const size of [256, 1024, 4096]) {
      const claims = input(size);
      expect(stepsOf(withNames(call, claims), claims)).toBeGreaterThanOrEqual(
        Math.floor(stepsPerSize * size),
      );
    }
  });

  test.each([
    [`map ${BINARIES}toBase64('' ++ $)`, 6],
    [`map (('' ++ $) matches /x/)`, 12],
    ['map uuid()', 24],
    [`map (('' ++ $) splitBy 'x')`, 2],
    ['map ([] ++ [$])', 2],
  ])('work that begins anew for each element is charged, however small it is: %s', (call, least) => {
    const claims = NUMBERS(200);
    expect(stepsOf(`vars.claimSet.t ${call}`, claims)).toBeGreaterThanOrEqual(200 * (1 + least));
  });
});
