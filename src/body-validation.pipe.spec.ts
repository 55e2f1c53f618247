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
});
