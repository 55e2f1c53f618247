export { HttpCall } from './http-call.js';
export type { HttpRequest } from './http-request.js';
export { addHeaders, HeaderNames, removeHeaders, spellHeader, type HeaderValue } from './request-headers.js';
export { tokenCall, type CallDetails } from './token-call.js';
