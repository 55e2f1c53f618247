export { startLocalIssuer } from './local-issuer.js';
