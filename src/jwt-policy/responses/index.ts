export type { MuleSoftBody } from './mulesoft-response.js';
export { toBearerResponse, toHttpResponse, type RefusalBody, type RefusalResponse } from './http-response.js';
