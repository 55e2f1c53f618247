import { describe, expect, it } from '@jest/globals';
import { PatternError, type PatternProver } from '../../patterns/index.js';
import { proverFor } from './look-around.js';
import type { PolicySource } from '../read/policy-source.js';
import { compileRowPattern } from './row-pattern.js';

const LOOK_AROUND = '/orders(?=/7).*';
const prover: PatternProver = () => true;

function sourceWith(value: string, isDisabled = false): PolicySource {
  return { config: { mandatoryCustomClaims: [{ key: 'a', value }] }, isDisabled } as unknown as PolicySource;
}

const never = (): Promise<PatternProver> => Promise.reject(new Error('loaded'));

describe('the prover of patterns with look-around', () => {
  it('is loaded where an imported policy has one, and else not', async () => {
    expect(await proverFor([sourceWith('/orders/.*')], never)).toBeUndefined();
    expect(await proverFor([sourceWith(LOOK_AROUND, true)], never)).toBeUndefined();
    expect(await proverFor([sourceWith(LOOK_AROUND)], () => Promise.resolve(prover))).toBe(prover);
  });

  it('that is not installed is asked for where a pattern needs it', async () => {
    const missing = new PatternError('run "npm install recheck".');
    const found = await proverFor([sourceWith(LOOK_AROUND)], () => Promise.reject(missing));
    expect(() => compileRowPattern(LOOK_AROUND, { prover: found })).toThrow(missing);
    expect(compileRowPattern('/orders/.*', { prover: found }).matches('/orders/7')).toBe(true);
  });

  it('that is broken is not taken for missing', async () => {
    await expect(proverFor([sourceWith(LOOK_AROUND)], never)).rejects.toThrow('loaded');
  });
});
