export type { CallExplanation, CallOutcome, ExplainedRoute } from './call-explanation.js';
export { conclusionOf } from './conclusion.js';
export { explanationText, type ExplanationTextOptions } from './explanation-text.js';
export { painter, wrap, type TextStyle } from './text-lines.js';
