export { MAX_TOKEN_CHARACTERS } from './malformation.js';
export { bearerHeader, sentToken, sourceOrigin, withBearer, type Call, type TokenOrigin } from './origin.js';
export { parseToken, splitToken, type ParsedToken, type TokenSegments } from './parse-token.js';
export { verifySignature } from './signature.js';
export { VerifiedHeaders } from './verified-headers.js';
export {
  VerifiedTokenCache,
  type CachedToken,
  type VerifiedTokenCacheBounds,
} from './verified-token-cache.js';
export type { TokenSource } from '../claims/index.js';
export { tokenDigest, tokenKey } from './token-digest.js';
export {
  checkProcessing,
  checkType,
  describeTypes,
  normalizeType,
  readAlgorithm,
  readKid,
} from './token-header.js';
