export { ALGORITHM_NAMES, factsOf, isAlgorithm, isSymmetric, type SignatureAlgorithm } from './algorithms.js';
export { ambiguousKids, KeySet } from './key-set.js';
export { DerivedKeys, type DerivedKeyOptions, type KeyContext } from './derived-keys.js';
export { discoveryUrl } from './discovery.js';
export { endpointProblem } from './endpoint.js';
export { FetchRefusedError, MAX_DOCUMENT_BYTES, systemFetch, type FetchFunction } from './fetch-json.js';
export { importJwks } from './import-jwks.js';
export { inspectKeySet, inspectKeySetText, type InspectedKey, type KeySetReport } from './inspect-key-set.js';
export { MAX_KID_CHARACTERS } from './jwk.js';
export {
  DANGEROUSLY_UNSIGNED,
  type DangerouslyUnsigned,
  type KeySetState,
  type KeySource,
  type Report,
} from './key-source.js';
export { openKeys, type KeyEnvironment, type KeyOrigin } from './open-keys.js';
export type { RefreshTimes } from './remote-keys.js';
export { headerlessPem, readStaticKey, type StaticKeyOptions } from './static-keys.js';
export { verificationKey, type VerificationKey } from './verification-key.js';
