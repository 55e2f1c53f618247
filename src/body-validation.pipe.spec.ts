import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';

import { BodyValidationPipe } from './body-validation.pipe.js';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + '1' + ']'.repeat(depth));

describe('the validation of bodies', () => {
  it('takes what is nested 32 deep, and no more, whatever it is for', async () => {
    const pipe = new BodyValidationPipe();
    for (const type of ['body', 'query', 'param'] as const) {
      expect(await pipe.transform(nested(32), { type, metatype: Object })).toEqual(nested(32));
      expect(() => pipe.transform(nested(33), { type, metatype: Object })).toThrow(BadRequestException);
    }
  });

  it('does not look into objects that are no data, which may lead to themselves', async () => {
    class Call {
      readonly calls: unknown[] = [this, this];
    }
    const call = new Call();
    expect(await new BodyValidationPipe().transform(call, { type: 'custom' })).toBe(call);
    const data = { call: nested(31), ['__proto__']: null };
    expect(await new BodyValidationPipe().transform(data, { type: 'body' })).toBe(data);
    expect(() => new BodyValidationPipe().transform({ call: nested(32) }, { type: 'body' })).toThrow(
      'the body must not be nested more than 32 deep',
    );
  });
});
