export { FINDING_LEVELS, type Finding, type FindingCode, type FindingLevel } from './finding.js';
export { muleSoftPolicies, muleSoftReport } from './mulesoft-policies.js';
export type { MuleSoftOptions } from './options.js';
export type { MuleSoftSource } from './read-documents.js';
export type { FidelityReport, PolicyReport } from './report.js';
