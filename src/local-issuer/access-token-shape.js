import { POOL } from './pool.js';
/** The API the pool's scopes belong to; oidc-provider signs JWT access tokens only for a named resource. */
const RESOURCE = 'urn:local-issuer:mule-api';
/** The part of the provider's settings that gives access tokens the claims of a Cognito pool, and no others. */
export function accessTokenShape(oidcErrors) {
    const getResourceServerInfo = (ctx, resource) => {
        if (resource !== RESOURCE)
            throw new oidcErrors.InvalidTarget('this pool knows no resource indicators');
        grantScopes(ctx, oidcErrors);
        return {
            scope: POOL.scopes.join(' '),
            audience: RESOURCE,
            accessTokenTTL: POOL.tokenLifetimeSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
        };
    };
    return {
        features: {
            resourceIndicators: { enabled: true, defaultResource: () => RESOURCE, getResourceServerInfo },
        },
        extraTokenClaims: () => ({ token_use: 'access', version: 2 }),
        formats: { customizers: { jwt: shapeClaims } },
    };
}
/** As Cognito does: no scope asked for means all scopes of the client; one it does not know refuses the call. */
function grantScopes(ctx, oidcErrors) {
    const params = ctx.oidc.params ?? {};
    params['scope'] ??= POOL.scopes.join(' ');
    for (const scope of ctx.oidc.requestParamScopes) {
        if (!POOL.scopes.includes(scope))
            throw new oidcErrors.InvalidScope('requested scope is not known', scope);
    }
}
const shapeClaims = (_ctx, _token, { payload }) => {
    payload['auth_time'] = payload['iat'];
    // Cognito's access tokens carry no `aud`. The provider insists on the member, but serialises only enumerable ones.
    Object.defineProperty(payload, 'aud', { enumerable: false });
};
