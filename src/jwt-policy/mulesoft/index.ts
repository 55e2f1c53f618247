export { FINDING_LEVELS, type Finding, type FindingCode, type FindingLevel } from './report/finding.js';
export { muleSoftResponses } from './mulesoft-responses.js';
export { muleSoftPolicies, muleSoftReport } from './mulesoft-policies.js';
export type { MuleSoftOptions } from './convert/mulesoft-options.js';
export type { MuleSoftSource } from './read/read-documents.js';
export type { FidelityReport, OtherPolicyReport, PolicyReport } from './report/report.js';
