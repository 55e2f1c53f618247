import { describe, expect, test } from '@jest/globals';
import { PATTERN_LIMITS, PatternError, compilePattern, loadPatternProver } from './index.js';

const proven = () => true;

function problemOf(source: string, lookAround?: (pattern: string, flags: string) => boolean): PatternError {
  try {
    compilePattern(source, lookAround ? { lookAround } : {});
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
  throw new Error(`${source} was accepted`);
}

describe('what matches', () => {
  test.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['', '', true],
    ['a|ab', 'ab', true],
    ['a*', 'aaa', true],
    ['a+?b', 'aab', true],
    ['a{2}', 'aa', true],
    ['a{2,}', 'aaa', true],
    ['a{1,2}', 'aaa', false],
    ['(a)(?:b)(?<n>c)', 'abc', true],
    ['[a-c]+', 'abc', true],
    ['[^a-c]', 'a', false],
    ['[a-]', '-', true],
    ['[-a]', '-', true],
    ['[\\]]', ']', true],
    ['[\\d.]+', '1.2', true],
    ['[\\p{L}]+', 'é', true],
    ['[^\\p{L}]', 'é', false],
    ['[\\x41-\\x43]', 'B', true],
    ['\\d\\w\\s', '1_ ', true],
    ['\\s', '\v', true],
    ['\\D\\W\\S', 'a-b', true],
    ['\\d', '٣', false],
    ['\\w', 'é', false],
    ['.', '😀', true],
    ['.', '\u0085', false],
    ['.', '\u2028', false],
    ['(?s).', '\n', true],
    ['^a$', 'a', true],
    ['\\Aa\\z', 'a', true],
    ['\\bfoo\\b.*', 'foo bar', true],
    ['a\\Bb', 'ab', true],
    ['\\Qa.b\\E+', 'a.b', undefined],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa.b', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['\\Qa\\E+', 'aaa', true],
    ['(?i)abC', 'ABc', true],
    ['(?i)k', '\u212a', false],
    ['(?i)[a-c]', 'B', true],
    ['(?i)[A-C]', 'b', true],
    ['(?i)é', 'É', false],
    ['(?i)1', '1', true],
    ['(?is)a.', 'A\n', true],
    ['\\t\\n\\r\\f\\a\\e', '\t\n\r\f\u0007\u001b', true],
    ['\\u0041\\x42\\x{1f600}', 'AB😀', true],
    ['\\.\\*\\/', '.*/', true],
    ['\\p{Alpha}\\p{Digit}\\p{Punct}', 'a1!', true],
    ['\\P{Alpha}', 'a', false],
    ['\\p{Lu}\\pL', 'Aé', true],
    ['\\PL', '1', true],
    ['\\P{ASCII}', 'é', true],
    ['}]', '}]', true],
  ])('%s against %j: %s', (source, text, expected) => {
    if (expected === undefined) expect(() => compilePattern(source)).toThrow(PatternError);
    else expect(compilePattern(source).matches(text)).toBe(expected);
  });

  test('case is ignored where that is asked for, beside the flags of the pattern', () => {
    expect(compilePattern('a').matches('A')).toBe(false);
    expect(compilePattern('a', { ignoreCase: true }).matches('A')).toBe(true);
    expect(compilePattern('(?s)a.', { ignoreCase: true }).matches('A\n')).toBe(true);
    expect(compilePattern('(?!b)a', { ignoreCase: true, lookAround: proven }).matches('A')).toBe(true);
  });

  test('find looks at any part, and findAll returns all parts with their groups', () => {
    const pattern = compilePattern('(a)(b)?');
    expect([pattern.find('xab'), pattern.find('x')]).toEqual([true, false]);
    expect(pattern.findAll('aab')).toEqual([
      { start: 0, end: 1, groups: ['a', 'a', null] },
      { start: 1, end: 3, groups: ['ab', 'a', 'b'] },
    ]);
    expect(pattern.source).toBe('(a)(b)?');
  });
});

describe('what is refused', () => {
  test.each([
    ['(a)\\1', /back reference/, 3],
    ['\\k<n>', /back reference/, 0],
    ['a++', /write \+\./, 1],
    ['a*?*', /needs parentheses/, 1],
    ['a**', /needs parentheses/, 1],
    ['*a', /nothing to repeat/, 0],
    ['^*', /nothing to repeat/, 1],
    ['\\b+', /nothing to repeat/, 2],
    ['\\Q\\E*', /cannot be repeated/, 4],
    ['\\Qab\\E{2}', /cannot be repeated/, 6],
    ['a{', /write \\{/, 1],
    ['a{,3}', /write \\{/, 1],
    ['a{3,2}', /wrong way round/, 1],
    ['(?>a)', /is not supported/, 0],
    ['(?x)a', /is not supported/, 0],
    ['a(?i)b', /is not supported/, 1],
    ['(?#c)', /is not supported/, 0],
    ['(?', /is not supported/, 0],
    ['(a', /lacks its "\)"/, 0],
    ['a)', /without its "\("/, 1],
    ['(?:?:a)', /nothing to repeat/, 3],
    ['[a', /lacks its "]"/, 0],
    ['[]a]', /inside \[ ] is not supported/, 1],
    ['[a[b]]', /inside \[ ] is not supported/, 2],
    ['[a&&b]', /inside \[ ] is not supported/, 2],
    ['[c-a]', /wrong way round/, 0],
    ['[a-\\d]', /ends in a set/, 0],
    ['\\h', /write out the characters/, 0],
    ['\\R', /write out the characters/, 0],
    ['\\Z', /write out the characters/, 0],
    ['\\G', /write out the characters/, 0],
    ['\\', /write out the characters/, 0],
    ['\\x4', /hexadecimal digits/, 0],
    ['\\x{110000}', /hexadecimal digits/, 0],
    ['\\ud800', /hexadecimal digits/, 0],
    ['\\p{IsLatin}', /write out the characters/, 0],
    ['(?i)\\p{Lower}', /write out the characters/, 4],
    ['(?i)\\p{Lu}', /write out the characters/, 4],
    ['(?=a)b', /install the package recheck/, undefined],
    ['(?:a{500}){500}', /repeats too much|too big/, undefined],
  ])('%s', (source, message, position) => {
    const problem = problemOf(source);
    expect(problem.message).toMatch(message);
    expect([problem.position, problem.code, problem.isSafeToLog]).toEqual([
      position,
      'PATTERN_REFUSED',
      true,
    ]);
  });
});

describe('what no text can stall', () => {
  test.each(['(a+)+b', '(a|a)*b', '(.*)*=.*', '(a{1,90}){1,2}b', '(?:a?){90}b'])('%s', (source) => {
    const pattern = compilePattern(source);
    const text = 'a'.repeat(PATTERN_LIMITS.textLength);
    expect([pattern.matches(text), pattern.find(text), pattern.findAll(text)]).toEqual([false, false, []]);
  });

  test('a text may have 2,048 characters, not one more', () => {
    const pattern = compilePattern('a*');
    expect(pattern.matches('a'.repeat(2_048))).toBe(true);
    for (const use of [pattern.matches, pattern.find, pattern.findAll])
      expect(() => use('a'.repeat(2_049))).toThrow(PatternError);
  });

  test('a pattern may have 1,000 characters, not one more', () => {
    const source = `${'|'.repeat(900)}${'a'.repeat(100)}`;
    expect(compilePattern(source).matches('a'.repeat(100))).toBe(true);
    expect(problemOf(`|${source}`).message).toMatch(/1000 characters/);
  });

  test('a pattern may have 500 steps, not one more', () => {
    expect(compilePattern('a{498}').matches('a'.repeat(498))).toBe(true);
    expect(problemOf('a{499}').message).toMatch(/501 steps, at most 500/);
  });

  test('groups may be 50 deep, not one more', () => {
    const nested = (depth: number): string => '('.repeat(depth) + 'a' + ')'.repeat(depth);
    expect(compilePattern(nested(50)).matches('a')).toBe(true);
    expect(problemOf(nested(51)).message).toMatch(/more than 50/);
  });
});

describe('where Java could see it differently, the pattern is refused', () => {
  test('$ before a final line break', () => {
    expect(() => compilePattern('a$').find('a\n')).toThrow(/ends with a line break/);
    expect(compilePattern('a\\z').find('a\n')).toBe(false);
  });

  test('\\b beside a letter beyond ASCII', () => {
    expect(() => compilePattern('\\ba').find('éa')).toThrow(/ASCII text only/);
  });
});

describe('look-around', () => {
  test('is matched by the engine of the machine where it is proven safe', () => {
    const asked: string[] = [];
    const lookAround = (source: string): boolean => asked.push(source) > 0;
    const pattern = compilePattern('(?i)^((?!/Health).)*$', { lookAround });
    expect([pattern.matches('/orders'), pattern.matches('/api/HEALTH'), pattern.find('/x')]).toEqual([
      true,
      false,
      true,
    ]);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toBe(`^(?:${asked[1]})$`);
  });

  test.each(['(?=a)a', '(?<=a)b', '(?<!b)b', '(?!a)b'])('%s', (source) => {
    expect(compilePattern(source, { lookAround: proven }).findAll('ab')).toHaveLength(1);
  });

  test('is charged for every match as well', () => {
    const spent: number[] = [];
    const pattern = compilePattern('(?!b)a', { lookAround: proven });
    pattern.findAll('aa', (work) => spent.push(work));
    // The size is the length of the pattern as the engine reads it.
    const size = (spent[0] as number) / 2;
    expect(spent).toEqual([2 * size, size, 0]);
    expect(size).toBeGreaterThan('(?!b)a'.length);
  });

  test('means the same twice in a row', () => {
    const pattern = compilePattern('(?!x)a', { lookAround: proven });
    const answers = [pattern.find('a'), pattern.find('a'), pattern.findAll('aa'), pattern.findAll('aa')];
    expect(answers.map((answer) => (Array.isArray(answer) ? answer.length : answer))).toEqual([
      true,
      true,
      2,
      2,
    ]);
  });

  test('needs one proof if it is used for whole texts only, and then cannot search', () => {
    const asked: string[] = [];
    const lookAround = (source: string): boolean => asked.push(source) > 0;
    const pattern = compilePattern('(?!.*x).*', { lookAround, use: 'matches' });
    expect([pattern.matches('ab'), pattern.matches('ax'), asked.length]).toEqual([true, false, 1]);
    expect(() => pattern.find('ab')).toThrow(/whole texts only/);
    expect(() => pattern.findAll('ab')).toThrow(/whole texts only/);
  });

  test('is refused where it is not proven safe', () => {
    expect(problemOf('(?!a)b', () => false).message).toMatch(/could not be proven safe/);
  });

  test('cannot be repeated', () => {
    expect(problemOf('(?=?:a)', proven).message).toMatch(/nothing to repeat/);
    expect(problemOf('(?=a)*', proven).message).toMatch(/nothing to repeat/);
  });
});

describe('the prover', () => {
  test('accepts the pattern of a pointcut that leaves out a path, and refuses one that explodes', async () => {
    const lookAround = await loadPatternProver();
    const pattern = compilePattern('^((?!/api/v1/health).)*$', { lookAround });
    expect([pattern.matches('/api/v1/orders'), pattern.matches('/api/v1/health')]).toEqual([true, false]);
    expect(problemOf('^(?!(a|a)*$)a*', lookAround).message).toMatch(/could not be proven safe/);
  });

  test('says what to install where it is not there', async () => {
    const missing = new Error('not found');
    const failed = loadPatternProver(() => Promise.reject(missing));
    await expect(failed).rejects.toThrow(/npm install recheck/);
    await expect(failed).rejects.toMatchObject({ cause: missing });
  });

  test.each([[undefined], [{}], [{ checkSync: true }]])(
    'that arrives broken is told as that, not as missing: %j',
    async (checker) => {
      const failed = loadPatternProver(() => Promise.resolve({ default: checker }));
      await expect(failed).rejects.toThrow(/default export of recheck is missing/);
    },
  );

  test('takes whatever is not "safe" for a no', async () => {
    const checker = { checkSync: () => ({ status: 'unknown' }) };
    const prover = await loadPatternProver(() => Promise.resolve({ default: checker }));
    expect(prover('a', 'u')).toBe(false);
  });
});
