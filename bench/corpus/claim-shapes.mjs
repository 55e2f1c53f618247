/** Each gives claims that stand in a token beside the usual ones, of at most 12 KB; `serial` differs from token to token. */
const listOf = (size, part) => `[${Array.from({ length: size }, (_, index) => part(index)).join()}]`;
const membersOf = (size, name) => Array.from({ length: size }, (_, index) => `"${name(index)}":1`).join();
const VALUES = 950;

export const CLAIM_SHAPES = {
  'empty objects': (serial) => `{"i":${serial},"v":${listOf(VALUES, () => '{}')}}`,
  'empty lists': (serial) => `{"i":${serial},"v":${listOf(VALUES, () => '[]')}}`,
  'lists within lists': (serial) => `{"v":${'['.repeat(VALUES)}${serial}${']'.repeat(VALUES)}}`,
  'objects within objects': (serial) => `{"v":${'{"a":'.repeat(VALUES)}${serial}${'}'.repeat(VALUES)}}`,
  'objects of five members': (serial) =>
    `{"i":${serial},"v":${listOf(VALUES / 6, () => '{"a":1,"b":2,"c":3,"d":4,"e":5}')}}`,
  'whole numbers': (serial) => `{"i":${serial},"v":${listOf(VALUES, (index) => index)}}`,
  fractions: (serial) => `{"i":${serial},"v":${listOf(VALUES, (index) => index + 0.5)}}`,
  'short texts': (serial) => `{"i":${serial},"v":${listOf(VALUES, (index) => `"${index}-${serial % 997}"`)}}`,
  'texts of one character': (serial) => `{"i":${serial},"v":${listOf(VALUES, () => '"a"')}}`,
  'one long text': (serial) => `{"v":"${'x'.repeat(11_000)}${serial}"}`,
  'one long text of two-byte letters': (serial) => `{"v":"${'ж'.repeat(5_500)}${serial}"}`,
  'one-character names': (serial) =>
    `{"i":${serial},${membersOf(26, (index) => String.fromCodePoint(97 + index))}}`,
  'ten names of its own': (serial) => `{${membersOf(10, (index) => `${'abcdefghij'[index]}${serial}`)}}`,
  'hundred names of its own': (serial) => `{${membersOf(100, (index) => `k${index}-${serial}`)}}`,
  'objects with names of their own': (serial) =>
    `{"i":${serial},"v":${listOf(VALUES / 2, (index) => `{"k${index}-${serial}":1}`)}}`,
  'objects with an index': (serial) => `{"i":${serial},"v":${listOf(VALUES / 2, () => '{"1000":1}')}}`,
  'one name again and again': (serial) => `{${'"a":1,'.repeat(1_700)}"v":${serial}}`,
};
