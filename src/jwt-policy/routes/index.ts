export { AmbiguousPathError } from './ambiguous-path.error.js';
export {
  appliesTo,
  type AppliesToRow,
  compileRouteCondition,
  type Coverage,
  coverageOf,
  type RouteAnswer,
  type RouteCondition,
} from './applies-to.js';
export { type CallCondition, isPlainPath, pathCondition } from './call-condition.js';
export { literalPattern, type PatternSegment, type PatternVariant } from './pattern-variant.js';
export type { RouteParameters } from './filled-path.js';
export { RoutedCall } from './routed-call.js';
export { NamePattern } from './name-pattern.js';
export {
  appliesToOperation,
  compileOperationRow,
  operationCoverage,
  type CalledOperation,
  type OperationCondition,
  type ServedOperation,
} from './operation-row.js';
export { isRoutedMethod, ROUTED_METHODS } from './routed-methods.js';
export { RoutedPath, type CalledRoute } from './routed-path.js';
export { matchPath, unfilledParameters, type PathComparison } from './match-path.js';
export { readPattern, type RouterSyntax } from './router-pattern.js';
export { rowPathProblem } from './row-path.js';
export { samplePaths, type SamplePaths } from './sample-paths.js';
