/**
 * The shape of the user pool this issuer plays: the paths, client and scopes of a Cognito pool named
 * `us-east-1_local`. The secret is no secret; it is printed in the documentation.
 */
export const POOL = Object.freeze({
    path: '/us-east-1_local',
    jwksPath: '/us-east-1_local/.well-known/jwks.json',
    discoveryPath: '/us-east-1_local/.well-known/openid-configuration',
    tokenPath: '/oauth2/token',
    clientId: 'demo-client',
    clientSecret: 'demo-secret',
    scopes: Object.freeze(['mule-api/api_read', 'mule-api/api_write']),
    tokenLifetimeSeconds: 3600,
});
/** The issuer URL of the pool when it listens on `host` and `port`. */
export function poolIssuer(host, port) {
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}${POOL.path}`;
}
