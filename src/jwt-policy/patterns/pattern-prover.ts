import { BrokenImportError } from '../errors/index.js';
import { PATTERN_LIMITS, PatternError } from './pattern-error.js';

/** Whether the regular expression engine of Node matches any text with this pattern in linear time. */
export type PatternProver = (source: string, flags: string) => boolean;

interface Checker {
  checkSync(source: string, flags: string, parameters: object): { readonly status: string };
}

// Texts are short: an attack of twice that length which takes a million steps would be found, and a longer one cannot
// happen. The search is bounded by its work, so that a busy machine comes to the same verdict as an idle one.
const PARAMETERS = {
  timeout: PATTERN_LIMITS.proofMilliseconds,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
  maxAttackStringSize: 2 * PATTERN_LIMITS.textLength,
  attackLimit: 1_000_000,
  incubationLimit: 2_500,
  maxGeneStringSize: 600,
  maxIteration: 3,
  maxInitialGenerationSize: 100,
  maxGenerationSize: 30,
  crossoverSize: 5,
  mutationSize: 10,
};

/**
 * The prover for patterns with look-around, on the optional peer `recheck`, in the build that needs neither a JVM nor a
 * worker. Only its verdict "safe" counts: unknown and too slow to finish mean no. A proof may take seconds, so patterns
 * are compiled at start.
 */
export async function loadPatternProver(load?: () => Promise<unknown>): Promise<PatternProver> {
  let loaded: unknown;
  try {
    // `await import()` stands inside `try` as it is: this tells bundlers that the package may be missing.
    // @ts-expect-error this build has no types
    loaded = load === undefined ? await import('recheck/lib/browser.js') : await load();
  } catch (cause) {
    throw new PatternError(
      'A pattern with look-around has to be proven safe, which the package recheck does: run "npm install recheck".',
      undefined,
      { cause },
    );
  }
  const { default: checker } = loaded as { readonly default?: Checker };
  if (typeof checker?.checkSync !== 'function') throw new BrokenImportError('recheck');
  return (source, flags) => checker.checkSync(source, flags, PARAMETERS).status === 'safe';
}
