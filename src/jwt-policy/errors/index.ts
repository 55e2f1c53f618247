export { BrokenImportError } from './broken-import-error.js';
export { closestName, unknownOption, unknownOptionProblem, unknownOptions } from './closest-name.js';
export { JwtPolicyConfigurationError, type ConfigurationProblem } from './configuration-error.js';
export { JwtPolicyError } from './jwt-policy-error.js';
export { KeysMissingError } from './keys-missing-error.js';
export { printable, printableJson, quote, quoteList, singleLine } from './printable.js';
export { isRefusal, refuse, type LikelyCause, type CauseMender, type Refusal } from './refusal.js';
export { REFUSAL_CODES, REFUSALS, type RefusalCode, type RefusalFamily } from './refusal-codes.js';
