export { startLocalIssuer, type LocalIssuer, type LocalIssuerOptions } from './local-issuer.js';
