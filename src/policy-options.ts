import type { JwtPolicyOptions } from './jwt-policy/index.js';
import { type ServiceSettings, UNCHECKED } from './config/index.js';

/** What JwtPolicyModule is told: the one issuer this service trusts, by the settings or, without one, the local issuer. */
export function policyOptions(settings: ServiceSettings, localIssuer: string | undefined): JwtPolicyOptions {
  const {
    JWT_ISSUER: issuer = localIssuer,
    JWT_AUDIENCE: audience = [UNCHECKED],
    JWKS_URI: jwksUri,
  } = settings;
  if (issuer === undefined) throw new Error('The settings name no issuer and no local issuer was started.');
  return {
    issuers: [
      {
        issuer,
        // Settings without an audience pass only together with the local issuer, whose tokens carry no `aud`.
        audience: audience.includes(UNCHECKED) ? null : audience,
        algorithms: settings.JWT_ALGORITHMS,
        ...(jwksUri === undefined ? {} : { jwksUri }),
        clockToleranceSeconds: settings.JWT_CLOCK_TOLERANCE_SECONDS,
        jwks: {
          timeToLiveSeconds: settings.JWKS_CACHE_TTL_MINUTES * 60,
          timeoutMs: settings.JWKS_TIMEOUT_MS,
        },
      },
    ],
  };
}
