export { HttpCall, type HttpRequest } from './http-call.js';
export { tokenCall, type CallDetails } from './token-call.js';
