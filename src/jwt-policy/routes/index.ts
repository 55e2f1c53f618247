export { AmbiguousPathError } from './ambiguous-path.error.js';
export {
  appliesTo,
  compileRouteCondition,
  couldApplyTo,
  type AppliesToRow,
  type RouteCondition,
} from './applies-to.js';
export type { CallCondition } from './call-condition.js';
export { literalPattern, type PatternSegment, type PatternVariant } from './pattern-variant.js';
export type { RouteParameters } from './route-parameters.js';
export { RoutedCall } from './routed-call.js';
export { isRoutedMethod, ROUTED_METHODS } from './routed-methods.js';
export { RoutedPath, type CalledRoute } from './routed-path.js';
export { readPattern, type RouterSyntax } from './router-pattern.js';
export { rowPathProblem } from './row-path.js';
export { samplePaths, type SamplePaths } from './sample-paths.js';
