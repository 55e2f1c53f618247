export type { CallExplanation, CallOutcome, ExplainedRoute } from './call-explanation.js';
export { explanationText, type ExplanationTextOptions } from './explanation-text.js';
