import { refuse, type Refusal } from '../errors/index.js';
import { isPlainObject, type JwtClaims } from './claims.js';

/** Claims that bind an id token to what was issued with it (OpenID Connect Core 1.0 §3.3.2.11, FAPI 1.0 part 2 §5.1). */
const ID_TOKEN_HASHES = ['at_hash', 'c_hash', 's_hash'];

/** What the claim `typ` of Keycloak, and `token_use` of Cognito, say of a token that is no access token. */
const OTHER_KINDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['token_use', new Set(['id', 'refresh'])],
  ['typ', new Set(['id', 'refresh', 'offline', 'logout'])],
]);

/** The member of `events` that makes a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4). */
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** The claim by which a token says of itself that it is no access token, or undefined. */
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
 * access token where its `aud` fits. Goes by what the token says of itself; `nonce` counts for nothing, because some
 * access tokens carry it.
 */
export function checkAccessToken(claims: JwtClaims): Refusal | undefined {
  const told = findOtherKind(claims);
  if (told === undefined) return undefined;
  return refuse(
    'ACCESS_TOKEN_REQUIRED',
    `${told} says that the token is no access token: send the access token`,
  );
}
