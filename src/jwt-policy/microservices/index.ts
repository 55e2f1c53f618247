export { microservices } from './microservices.js';
export type { MessageTransport, MicroservicesOptions, TokenPlace } from './microservices-options.js';
export { RefusedRpcException } from './refused-rpc.exception.js';
export type { RefusedMessage } from '../responses/index.js';
