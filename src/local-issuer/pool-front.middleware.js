import { POOL } from './pool.js';
import { moveQueryIntoBody } from './query-parameters.js';
const READ = ['GET', 'HEAD', 'OPTIONS'];
/** Everything the pool answers; the provider's other routes do not exist for a caller. */
const ROUTES = new Map([
    [POOL.discoveryPath, { methods: READ, providerPath: '/.well-known/openid-configuration' }],
    [POOL.jwksPath, { methods: READ, providerPath: POOL.jwksPath }],
    [POOL.tokenPath, { methods: ['POST', 'OPTIONS'], providerPath: POOL.tokenPath }],
]);
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);
/** Stands before oidc-provider and makes its paths, query strings and discovery document those of the pool. */
export function poolFront(issuer) {
    const { host } = new URL(issuer);
    return async (ctx, next) => {
        const route = ROUTES.get(ctx.path);
        // Without this a web page could reach the issuer through a name it controls (DNS rebinding) and read a token.
        if (!LOOPBACK_NAMES.has(ctx.hostname)) {
            ctx.throw(421, 'The local issuer answers to loopback names only.');
        }
        else if (!route?.methods.includes(ctx.method)) {
            ctx.throw(404, 'The local issuer has no such endpoint.');
        }
        else {
            // The provider builds its URLs from this header; discovery must name the issuer's own, however it was reached.
            ctx.req.headers.host = host;
            if (ctx.path === POOL.tokenPath && ctx.method === 'POST')
                moveQueryIntoBody(ctx.req, ctx.querystring);
            ctx.path = route.providerPath;
            await next();
            if (isDocument(ctx.body))
                delete ctx.body['authorization_endpoint'];
        }
    };
}
function isDocument(body) {
    return typeof body === 'object' && body !== null && !Array.isArray(body);
}
