import { refuse, type Refusal } from '../errors/index.js';
import { isPlainObject, type JwtClaims } from './claims.js';

/** Claims of id tokens only: hashes of what was issued with them (OpenID Connect Core 1.0 §3.3.2.11, FAPI 1.0 part 2 §5.1). */
const ID_TOKEN_HASHES = ['at_hash', 'c_hash', 's_hash'];

/** The values of `typ` (Keycloak) and `token_use` (Cognito) in tokens that are no access tokens. */
const OTHER_KINDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['token_use', new Set(['id', 'refresh'])],
  ['typ', new Set(['id', 'refresh', 'offline', 'logout'])],
]);

/** The member of `events` that makes a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4). */
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** The claim that shows that a token is no access token, or undefined. */
function findOtherKind(claims: JwtClaims): string | undefined {
  const hash = ID_TOKEN_HASHES.find((name) => Object.hasOwn(claims, name));
  if (hash !== undefined) return hash;
  for (const [name, kinds] of OTHER_KINDS) {
    const kind = Object.hasOwn(claims, name) ? claims[name] : undefined;
    if (typeof kind === 'string' && kinds.has(kind.toLowerCase())) return name;
  }
  const events = Object.hasOwn(claims, 'events') ? claims['events'] : undefined;
  return isPlainObject(events) && Object.hasOwn(events, LOGOUT_EVENT) ? 'events' : undefined;
}

/**
 * RFC 8725 §3.12: refuses an id token, a refresh token or a logout token of the same issuer, which would pass as an
 * access token where its `aud` fits. Only claims of the token itself are read; a token without such a claim passes.
 * `nonce` does not count, because some access tokens have it.
 */
export function checkAccessToken(claims: JwtClaims): Refusal | undefined {
  const claim = findOtherKind(claims);
  if (claim === undefined) return undefined;
  return refuse('ACCESS_TOKEN_REQUIRED', `${claim} shows that the token is not an access token`);
}
