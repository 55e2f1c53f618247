import { accessTokenShape } from './access-token-shape.js';
import { POOL } from './pool.js';
import { StatelessAdapter } from './stateless.adapter.js';
/** The settings that make oidc-provider a user pool with one client and one grant: client credentials. */
export function providerConfiguration(signingKey, oidcErrors) {
    const shape = accessTokenShape(oidcErrors);
    return {
        ...shape,
        adapter: StatelessAdapter,
        jwks: { keys: [signingKey] },
        routes: { jwks: POOL.jwksPath, token: POOL.tokenPath },
        scopes: [...POOL.scopes],
        responseTypes: [],
        clients: [
            {
                client_id: POOL.clientId,
                client_secret: POOL.clientSecret,
                grant_types: ['client_credentials'],
                redirect_uris: [],
                response_types: [],
                token_endpoint_auth_method: 'client_secret_basic',
            },
        ],
        clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
        // A page in the developer's browser must not be able to fetch itself a token.
        clientBasedCORS: () => false,
        ttl: { ClientCredentials: POOL.tokenLifetimeSeconds },
        features: {
            ...shape.features,
            clientCredentials: { enabled: true },
            devInteractions: { enabled: false },
            dPoP: { enabled: false },
            pushedAuthorizationRequests: { enabled: false },
            rpInitiatedLogout: { enabled: false },
            userinfo: { enabled: false },
        },
        renderError: (ctx, out) => {
            ctx.body = out;
        },
    };
}
