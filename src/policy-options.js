import { UNCHECKED } from './config/index.js';
/** What JwtPolicyModule is told: the one issuer the settings name or, if they name none, the local issuer. */
export function policyOptions(settings, localIssuer) {
    return {
        issuers: [
            {
                ...trusted(settings, localIssuer),
                algorithms: settings.JWT_ALGORITHMS,
                clockToleranceSeconds: settings.JWT_CLOCK_TOLERANCE_SECONDS,
                jwks: {
                    timeToLiveSeconds: settings.JWKS_CACHE_TTL_MINUTES * 60,
                    timeoutMs: settings.JWKS_TIMEOUT_MS,
                },
            },
        ],
        ...(settings.TOKEN_CACHE === 'off' ? { tokenCache: false } : {}),
    };
}
function trusted({ JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWKS_URI: jwksUri }, localIssuer) {
    if (issuer === undefined) {
        if (localIssuer === undefined)
            throw new Error('The settings name no issuer and no local issuer was started.');
        // As those of the user pool it plays, the tokens of the local issuer carry no `aud`.
        return { issuer: localIssuer, audience: null };
    }
    // The settings are refused before this; here it keeps a missing audience from ever meaning "unchecked".
    if (audience === undefined)
        throw new Error('The settings name an issuer and no audience.');
    return {
        issuer,
        audience: audience.includes(UNCHECKED) ? null : audience,
        ...(jwksUri === undefined ? {} : { jwksUri }),
    };
}
