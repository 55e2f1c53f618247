export { toHttpResponse, type RefusalBody, type RefusalResponse } from './http-response.js';
