export { configuredIssuer } from './configured-issuer.js';
export { fetchToken } from './fetch-token.js';
export { startLocalIssuer, type LocalIssuer, type LocalIssuerOptions } from './local-issuer.js';
