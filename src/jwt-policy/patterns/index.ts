export {
  compilePattern,
  type Pattern,
  type PatternMatch,
  type PatternOptions,
  type SpendWork,
} from './pattern.js';
export { PatternError } from './pattern-error.js';
export { PATTERN_LIMITS } from './pattern-error.js';
export { loadPatternProver, type PatternProver } from './pattern-prover.js';
