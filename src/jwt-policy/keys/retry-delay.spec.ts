import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { refreshDelayMs, retryDelayMs } from './retry-delay.js';

function delays(hasSet: boolean, random: number): number[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => retryDelayMs(failures, hasSet, random));
}

describe('retryDelayMs', () => {
  it('doubles with each failure up to a minute while a set serves', () => {
    expect(delays(true, 1)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('stops at 15 seconds while there is no set', () => {
    expect(delays(false, 1)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 15_000]);
  });

  it('is at least half of that, by chance', () => {
    expect(delays(false, 0)).toEqual([500, 1000, 2000, 4000, 7500, 7500, 7500, 7500]);
  });

  it('stays within its bounds through any outage', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.boolean(), random, (failures, hasSet, chance) => {
        const delay = retryDelayMs(failures, hasSet, chance);
        expect(delay).toBeGreaterThanOrEqual(500);
        expect(delay).toBeLessThanOrEqual(hasSet ? 60_000 : 15_000);
      }),
    );
  });
});

describe('refreshDelayMs', () => {
  it('is between 0.8 and 0.9 of the time to live, by chance', () => {
    expect([0, 1].map((chance) => refreshDelayMs(3_600_000, chance))).toEqual([2_880_000, 3_240_000]);
  });

  it('leaves a tenth of any time to live for the fetch', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(fc.integer({ min: 30_000, max: 86_400_000 }), random, (timeToLiveMs, chance) => {
        const delay = refreshDelayMs(timeToLiveMs, chance);
        expect(delay).toBeGreaterThanOrEqual(0.8 * timeToLiveMs);
        expect(delay).toBeLessThanOrEqual(0.9 * timeToLiveMs);
      }),
    );
  });
});
