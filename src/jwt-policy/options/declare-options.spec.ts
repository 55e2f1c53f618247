import { describe, expect, it } from '@jest/globals';
import {
  IfGiven,
  IsSeconds,
  IsText,
  IsTexts,
  IsTextOrTexts,
  IsWholeNumber,
  Must,
  OrDefault,
  OrNull,
} from './declare-options.js';
import { Problems } from './problems.js';
import { optionNames, validateOptions } from './validate-options.js';

class Declared {
  @OrDefault
  @IsSeconds({ min: 1, max: 10 })
  time: number = 5;

  @OrNull
  @IsTexts('must be a list of words.', /^\w+$/)
  words: readonly string[] | null = ['one'];

  @OrDefault
  @IsTexts('must be a list of texts.')
  texts: readonly string[] = ['a'];

  @IfGiven
  @IsText('must be a text.')
  note?: string;

  @OrDefault
  @Must<Declared>((last, { time }) => !(Number(last) <= Number(time)), 'must be later than time.')
  @IsWholeNumber('seconds', { min: 0, max: 99 }, '; leave it out for never')
  last: number = 98;

  @OrDefault
  anything?: unknown;

  @OrDefault
  @IsTextOrTexts('must be a word or a list of words.', /^\w+$/)
  names: string | readonly string[] = 'one';
}

function validated(input: object): [Declared | undefined, readonly string[]] {
  const problems = new Problems();
  const options = validateOptions(Declared, input, '', problems);
  return [options, problems.messages];
}

describe('a class of options', () => {
  it('knows the names of its decorated fields, in their order', () => {
    expect(optionNames(Declared)).toEqual(['time', 'words', 'texts', 'note', 'last', 'anything', 'names']);
  });

  it('gives its initial values where nothing is given, and where undefined is given to @OrDefault', () => {
    const defaults = { time: 5, words: ['one'], texts: ['a'], last: 98, names: 'one' };
    expect(validated({})).toEqual([defaults, []]);
    expect(validated({ time: undefined, last: undefined, anything: undefined })).toEqual([defaults, []]);
  });

  it('refuses undefined without @OrDefault', () => {
    expect(validated({ words: undefined })[1]).toEqual(['must be a list of words.']);
    expect(validated({ note: undefined })[1]).toEqual(['must be a text.']);
  });

  it('takes null for a value with @OrNull alone', () => {
    expect(validated({ words: null })).toEqual([expect.objectContaining({ words: null }), []]);
    expect(validated({ words: null, time: null })[1]).toHaveLength(1);
  });

  it('replaces what is wrong by the default', () => {
    expect(validated({ time: 'x', note: '' })[0]).toEqual(new Declared());
  });

  it.each([
    [{ time: 0.9 }, 'must be a number of seconds, 1 to 10.'],
    [{ time: 10.1 }, 'must be a number of seconds, 1 to 10.'],
    [{ time: Number.NaN }, 'must be a number of seconds, 1 to 10.'],
    [{ last: 5 }, 'must be later than time.'],
    [{ last: 50.5 }, 'must be a whole number of seconds, 0 to 99; leave it out for never.'],
    [{ last: 100 }, 'must be a whole number of seconds, 0 to 99; leave it out for never.'],
    [{ texts: [''] }, 'must be a list of texts.'],
    [{ words: [] }, 'must be a list of words.'],
    [{ words: ['a', ''] }, 'must be a list of words.'],
    [{ words: new Set(['a']) }, 'must be a list of words.'],
    [{ names: '' }, 'must be a word or a list of words.'],
    [{ names: ['a', 5] }, 'must be a word or a list of words.'],
  ])('refuses %j', (input, message) => {
    expect(validated(input)[1]).toEqual([message]);
  });

  it.each([
    [{ time: 1 }],
    [{ time: 10 }],
    [{ names: 'a' }],
    [{ names: ['a', 'b'] }],
    [{ last: 99 }],
    [{ anything: null }],
  ])('takes %j', (input) => {
    expect(validated(input)).toEqual([expect.objectContaining(input), []]);
  });
});
