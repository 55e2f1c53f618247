import { type ServiceSettings, UNCHECKED } from './config/index.js';
import type { ClientsOptions, IssuerOptions, JwtPolicyOptions } from './jwt-policy/index.js';

/** The options of JwtPolicyModule: the one issuer of the settings or, if they name none, the local issuer. */
export function policyOptions(
  settings: ServiceSettings,
  localIssuer: string | undefined,
  clients?: ClientsOptions['registry'],
): JwtPolicyOptions {
  const issuer = {
    ...trusted(settings, localIssuer),
    algorithms: settings.JWT_ALGORITHMS,
    clockToleranceSeconds: settings.JWT_CLOCK_TOLERANCE_SECONDS,
    jwks: {
      timeToLiveSeconds: settings.JWKS_CACHE_TTL_MINUTES * 60,
      timeoutMs: settings.JWKS_TIMEOUT_MS,
    },
  };
  const policies =
    clients === undefined
      ? { issuers: [issuer] }
      : { policies: [{ name: 'default', issuers: [issuer], clients: { registry: clients } }] };
  return { ...policies, ...tokenCacheOf(settings) };
}

/** The option for the token cache, the same for every kind of policies. */
export function tokenCacheOf({ TOKEN_CACHE }: ServiceSettings): Pick<JwtPolicyOptions, 'tokenCache'> {
  return TOKEN_CACHE === 'off' ? { tokenCache: false } : {};
}

function trusted(
  { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWKS_URI: jwksUri }: ServiceSettings,
  localIssuer: string | undefined,
): IssuerOptions {
  if (issuer === undefined) {
    if (localIssuer === undefined)
      throw new Error('The settings name no issuer and no local issuer was started.');
    // As those of the user pool it plays, the tokens of the local issuer carry no `aud`.
    return { issuer: localIssuer, audience: null };
  }
  // Such settings are refused earlier; this ensures that a missing audience never means "unchecked".
  if (audience === undefined) throw new Error('The settings name an issuer and no audience.');
  return {
    issuer,
    audience: audience.includes(UNCHECKED) ? null : audience,
    ...(jwksUri === undefined ? {} : { jwksUri }),
  };
}
