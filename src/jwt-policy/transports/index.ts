export { HttpCall } from './http-call.js';
export type { HttpRequest } from './http-request.js';
export { removeHeaders, setHeader } from './request-headers.js';
export { tokenCall, type CallDetails } from './token-call.js';
