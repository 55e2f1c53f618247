import { startApp } from '../support/test-app.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';
const clock = new TestClock();
const issuer = new TestIssuer('https://id.test', clock);
/** The issuer options of that issuer. */
export const issuerOptions = {
    issuer: issuer.issuer,
    audience: 'orders',
    keys: { jwks: { keys: [issuer.key.jwk] } },
};
/** Starts it. */
export async function startGuardedApp(controllers, options = { issuers: [issuerOptions] }, parts = {}) {
    const app = await startApp({ controllers, options: { clock, ...options }, ...parts });
    return {
        ...app,
        issuer,
        clock,
        status: async (path, claims = {}) => (await app.call(path, issuer.token({ claims }))).status,
        anonymous: async (path) => (await app.call(path)).status,
    };
}
