/** What a token of 16 KB can say about the texts and lists that an expression works on. */
const A = 'a'.repeat(4000);

const CLAIM = 'vars.claimSet';
/** So many times the same value; each evaluation gets a copy of it. */
const listOf = (size, value) => Array.from({ length: size }, () => value);

const many = (text, times) => `([${listOf(times, text).join(',')}] joinBy '')`;

/** Texts: the one that is looked through, the one that is sought, and one that equals the first. */
const TEXTS = {
  'one character': { claims: { t: 'a', s: 'b', u: 'a' } },
  '60 characters': { claims: { t: 'a'.repeat(60), s: `b${'a'.repeat(7)}`, u: 'a'.repeat(60) } },
  '2,000 characters': { claims: { t: 'a'.repeat(2000), s: `b${'a'.repeat(999)}`, u: 'a'.repeat(2000) } },
  '2,000 characters, other end': {
    claims: { t: 'a'.repeat(2000), s: `${'a'.repeat(999)}b`, u: `${'a'.repeat(1999)}b` },
  },
  '60,000 characters': {
    claims: { a: A, b: 'b' },
    t: many(`${CLAIM}.a`, 15),
    s: `(${CLAIM}.b ++ ${many(`${CLAIM}.a`, 7)})`,
    u: many(`${CLAIM}.a`, 15),
  },
  '60,000 characters, other end': {
    claims: { a: A, b: 'b' },
    t: many(`${CLAIM}.a`, 15),
    s: `(${many(`${CLAIM}.a`, 7)} ++ ${CLAIM}.b)`,
    u: many(`${CLAIM}.a`, 15),
  },
  '60,000 characters, all of them places': {
    claims: { a: A, s: 'a' },
    t: many(`${CLAIM}.a`, 15),
    u: many(`${CLAIM}.a`, 15),
  },
  '60,000 characters in half as many places': {
    claims: { a: A, s: 'a'.repeat(2000) },
    t: many(`${CLAIM}.a`, 15),
    u: many(`${CLAIM}.a`, 15),
  },
};

const NUMBERS = Array.from({ length: 500 }, (_, index) => 0.1 + index / 3);
const KEYS = Object.fromEntries(Array.from({ length: 800 }, (_, index) => [`k${index}`, index]));
const DEEP = (depth) => (depth === 0 ? 'x' : { k: DEEP(depth - 1) });
const LISTS = {
  'no elements': { claims: { t: [], u: [], o: {}, d: {} } },
  '500 fractions': { claims: { t: NUMBERS, u: NUMBERS.map(String).slice(0, 100), o: KEYS, d: DEEP(90) } },
  '2,000 numbers': {
    claims: {
      t: listOf(2000, 7),
      u: listOf(2000, 7),
      o: { a: listOf(99, { k: 1 }) },
      d: [DEEP(9)],
    },
  },
  '3,000 empty objects': {
    claims: { t: listOf(3000, {}), u: [{}], o: KEYS, d: listOf(90, [{ k: 1 }]) },
  },
  'nested lists': {
    claims: { t: listOf(700, [[[]]]), u: listOf(700, [[[]]]), o: {}, d: listOf(99, {}) },
  },
  '9,999 elements': {
    claims: { n: 9999 },
    t: `(1 to ${CLAIM}.n)`,
    u: `(1 to ${CLAIM}.n)`,
    o: CLAIM,
    d: CLAIM,
  },
};

const DATES = { dates: { claims: { t: '2020-01-01T00:00:00.123456789+01:00', s: '1.5e10', u: 0.1 + 0.2 } } };
const MATCHED = {
  '2,048 characters': { claims: { t: 'a'.repeat(2048) } },
  '40 characters': { claims: { t: 'a'.repeat(40) } },
  'one character': { claims: { t: 'a' } },
};

/** Calls of each function and operator, with the inputs to try it on. `p` is the prefix of a module. */
const STRINGS = 'dw::core::Strings::';
const ARRAYS = 'dw::core::Arrays::';
const BINARIES = 'dw::core::Binaries::';
const TEXT_CALLS = [
  't contains s',
  't find s',
  't indexOf s',
  't lastIndexOf s',
  't splitBy s',
  "t replace s with 'y'",
  "t replace s with ''",
  `${STRINGS}substringBefore(t, s)`,
  `${STRINGS}substringAfter(t, s)`,
  `${STRINGS}substringBeforeLast(t, s)`,
  `${STRINGS}substringAfterLast(t, s)`,
  `${STRINGS}first(t, 3)`,
  't startsWith s',
  't endsWith s',
  't == u',
  't != u',
  't ~= u',
  't < u',
  't >= u',
  'lower(t)',
  'upper(t)',
  'trim(t)',
  'isBlank(t)',
  'sizeOf(t)',
  'isEmpty(t)',
  "t ++ 'y'",
  'sizeOf(t ++ s)',
  '"$(s)y$(s)"',
  '[s, s] joinBy s',
  't[0 to -1]',
  't[-1 to 0]',
  't[-1]',
  "t filter ($ == 'b')",
  `${BINARIES}toBase64(s)`,
  '(t is Number)',
  'attributes.headers[s]',
  '[t] contains u',
  '[t] -- [u]',
];
const LIST_CALLS = [
  't contains "x"',
  't contains u',
  't find 5',
  't indexOf 5',
  't lastIndexOf 5',
  't == u',
  't ~= u',
  't != u',
  't ++ []',
  't + 1',
  't - 1',
  't -- u',
  't[0 to -1]',
  't[-1 to 0]',
  't.k',
  't.*k',
  't..k',
  't.k?',
  't filter true',
  't filter ($ == 1)',
  't map 1',
  't map $',
  `${ARRAYS}some(t, $ == 'x')`,
  `${ARRAYS}every(t, $ != 'x')`,
  `${ARRAYS}firstWith(t, $ == 'x')`,
  `${ARRAYS}countBy(t, $ == 'x')`,
  'sizeOf(t)',
  'sizeOf(o)',
  'isEmpty(o)',
  'o == d',
  'o ~= d',
  'o..k',
  'd..k',
  'd.k.k',
];
const JOIN_CALLS = ['t joinBy ","'];
const SCALAR_CALLS = [
  '1 + 2',
  '$ * 2',
  '$ / 3',
  '- $',
  '$ mod 7',
  '$ default 1',
  'if ($ == 1) 1 else 2',
  '$ is Number',
  '$ as String',
  'u as String',
  "u ++ ''",
  '"$(u)"',
  'u ~= "0.3"',
  'u contains "x"',
  's as Number',
  's + 1',
  's < 1',
  'u < s',
  't as DateTime',
  't ~= now()',
  'now() < t',
  'now()',
  'uuid()',
  'sizeOf(1 to 100)',
  '[$, $, $]',
  'not ($ == 1 and $ == 2)',
  "attributes.headers['X-A']",
  'attributes.queryParams.a',
  'attributes.requestPath',
];
const PATTERN_CALLS = [
  't matches /a*b/',
  't matches /(a|b|ab)*c/',
  't matches /(a?){40}a{40}/',
  't matches /([a-z]*[0-9a-z]*){60}x/',
  't contains /a.*b/',
  't contains /(x+x+)+y/',
  't splitBy /a/',
  't splitBy /b/',
  "t replace /a/ with 'b'",
  't replace /(a)(a)/ with ($[1])',
];

const BASE64 = {
  'one character': { claims: { t: 'YQ==' } },
  '60,000 characters': { claims: { a: 'YWFh'.repeat(1000) }, t: many(`${CLAIM}.a`, 15) },
};

const GROUPS = [
  ['texts', TEXT_CALLS, TEXTS],
  ['lists', LIST_CALLS, LISTS],
  [
    'lists',
    JOIN_CALLS,
    { '500 fractions': LISTS['500 fractions'], '9,999 elements': LISTS['9,999 elements'] },
  ],
  ['texts', [`${BINARIES}fromBase64(t)`], BASE64],
  ['one value', SCALAR_CALLS, DATES],
  ['patterns', PATTERN_CALLS, MATCHED],
];

/** The call made again and again, until it is stopped: 10,000 times 10,000. */
function repeated(call, { claims, ...made }) {
  const values = {
    ...Object.fromEntries(Object.keys(claims).map((name) => [name, `${CLAIM}.${name}`])),
    ...made,
  };
  const variables = Object.entries(values).map(([name, value]) => `var ${name} = ${value}`);
  return `do { ${variables.join(' ')} var times = 1 to 10000 --- times map (times map (${call})) }`;
}

/** Every call with every input of its kind. */
export const WORST_CALLS = GROUPS.flatMap(([kind, calls, inputs]) =>
  calls.map((call) => ({
    kind,
    call,
    variants: Object.entries(inputs).map(([name, input]) => ({
      name,
      claims: input.claims,
      expression: repeated(call, input),
    })),
  })),
);
