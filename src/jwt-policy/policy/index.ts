export type { Demands, ScopeDemands, TokenNeed } from './demands.js';
export { outline, outlinePolicy, type OutlinedStep } from './outline.js';
export { compilePlan, type Plan } from './plan.js';
export { compilePolicy } from './compile-policy.js';
export { decide } from './decide.js';
export { explain, type BroughtToken, type ExplainedStep, type Explanation } from './explain.js';
export type { Policy } from './policy.js';
export type { ApprovedClient } from './subject.js';
export type { Granted, GrantedAnonymously, PolicyResult, Refused, Verdict } from './verdict.js';
