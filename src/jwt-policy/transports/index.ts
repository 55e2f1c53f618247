export { HttpCall, type HttpRequest } from './http-call.js';
export { addHeaders, HeaderNames, removeHeaders, spellHeader, type HeaderValue } from './request-headers.js';
export { tokenCall, type CallDetails } from './token-call.js';
