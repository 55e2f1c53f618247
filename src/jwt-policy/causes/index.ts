export { ENTRA_ASK_FOR_SCOPE, isGraph, KEYCLOAK_NEEDS_MAPPER } from './audience-causes.js';
export { findCause, generalCause } from './find-cause.js';
export type { CauseEvidence } from './known-cause.js';
export { isInMilliseconds } from './time-causes.js';
export {
  encryptedSentence,
  ID_TOKEN_SENTENCE,
  isEncrypted,
  isOpaque,
  opaqueSentence,
} from './token-causes.js';
