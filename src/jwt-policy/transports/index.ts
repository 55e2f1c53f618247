export { KeyedTransport, type GuardedTransport } from './guarded-transport.js';
export { HandlerMap } from './handler-map.js';
export { ClaimHeaders } from './http/claim-headers.js';
export { HttpCall } from './http/http-call.js';
export type { HttpRequest } from './http/http-request.js';
export { upgradeRequest } from './http/upgrade-request.js';
export { HttpTransport } from './http/http-transport.js';
export { RefusedException } from './http/refused.exception.js';
export { jwtPolicyOf } from './kept-state.js';
export { isDecided, readTransports } from './read-transports.js';
export { tokenEndMs } from './token-end.js';
export type { GuardedRequest, JwtPolicyState } from './request-state.js';
export {
  operationAttributes,
  tokenCall,
  transportCall,
  type CallDetails,
  type TransportCallDetails,
} from './token-call.js';
export { isUncallableOperation, uncallableOperation } from './uncallable-operation.js';
export type {
  DiscoveredApp,
  DiscoveredHandler,
  HandlerKind,
  InProcessApp,
  InProcessCall,
  JwtPolicyTransport,
  TransportCall,
  TransportProblem,
} from './transport.js';
