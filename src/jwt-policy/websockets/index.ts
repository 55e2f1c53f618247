export { policyOf } from './connection.js';
export { RefusedWsException } from './refused-ws.exception.js';
export { websockets } from './websockets.js';
export type { FirstMessageToken, WebsocketsOptions, WebsocketTokenPlaces } from './websockets-options.js';
export type { RefusedMessage } from '../responses/index.js';
