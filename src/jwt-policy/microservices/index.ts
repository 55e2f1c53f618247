export { microservices } from './microservices.js';
export type { MessageTransport, MicroservicesOptions, TokenPlace } from './microservices-options.js';
export { RefusedRpcException, type RefusedMessage } from './refused-rpc.exception.js';
