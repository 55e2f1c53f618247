import { loadPatternProver, PatternError, type PatternProver } from '../../patterns/index.js';
import type { PolicySource } from '../read/policy-source.js';
import { needsProver } from './row-pattern.js';

/** Deeper than the texts of any policy. */
const MAX_DEPTH = 6;

function hasLookAround(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return needsProver(value);
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return false;
  return Object.values(value).some((one) => hasLookAround(one, depth + 1));
}

/**
 * Only patterns with look-around need the prover, which is an optional package. Where it is missing, each of them is
 * reported at its place, by a prover that proves nothing.
 */
export async function proverFor(
  sources: readonly PolicySource[],
  load: () => Promise<PatternProver> = loadPatternProver,
): Promise<PatternProver | undefined> {
  const active = sources.filter(({ isDisabled }) => !isDisabled);
  if (!active.some(({ config, rows }) => hasLookAround([config, rows], 0))) return undefined;
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return () => {
      throw error;
    };
  }
}
