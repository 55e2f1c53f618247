export {
  compileExpression,
  isExpression,
  type CompiledExpression,
  type CompileOptions,
} from './compile-expression.js';
export type { InputName } from './compilation.js';
export { ExpressionError, type ExpressionErrorCode, type Span } from './expression-error.js';
export { expression } from './expression-rule.js';
export { clientIdExpression, tokenExpression } from './expression-sources.js';
export type { ExpressionInputs } from './frame.js';
export { EXPRESSION_LIMITS } from './limits.js';
export { loadPatternProver, type PatternProver } from '../patterns/index.js';
