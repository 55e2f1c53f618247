export { HttpCall, type HttpRequest } from './http-call.js';
export { removeHeaders, setHeader } from './request-headers.js';
export { tokenCall, type CallDetails } from './token-call.js';
