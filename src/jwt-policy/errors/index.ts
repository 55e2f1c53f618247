export { BrokenImportError } from './broken-import-error.js';
export { closestName, unknownOption } from './closest-name.js';
export { JwtPolicyConfigurationError, type ConfigurationProblem } from './configuration-error.js';
export { KeysMissingError } from './keys-missing-error.js';
export { printable, singleLine } from './printable.js';
export { quote, quoteList } from './quote.js';
export { isRefusal, refuse, type Refusal } from './refusal.js';
export { REFUSALS, type RefusalCode, type RefusalFamily } from './refusal-codes.js';
