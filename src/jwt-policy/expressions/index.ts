export {
  compileExpression,
  isExpression,
  type CompiledExpression,
  type CompileOptions,
} from './compile-expression.js';
export type { InputName } from './check/expression-context.js';
export { ExpressionError, type ExpressionErrorCode, type Span } from './diagnostics/expression-error.js';
export { expression } from './expression-rule.js';
export { clientIdExpression, tokenExpression } from './expression-sources.js';
export type { ExpressionInputs } from './evaluate/frame.js';
export { EXPRESSION_LIMITS } from './diagnostics/limits.js';
export { loadPatternProver, type PatternProver } from '../patterns/index.js';
