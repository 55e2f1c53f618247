import type { ClaimCheckOptions } from '../claims/index.js';
import type { IssuerOptions, RefusalHint } from '../options/index.js';
import {
  all,
  audience,
  clientIds,
  copyAudience,
  ifGiven,
  judgePreset,
  not,
  optional,
  orNull,
  text,
  type Judges,
} from './preset-options.js';
import { hasAudience, namesClient } from './provider-checks.js';

/** A realm of Keycloak. */
export interface KeycloakOptions {
  /**
   * The base URL that callers reach Keycloak at, as `iss` begins: `https://id.example.com`. Before Keycloak 17, or with
   * `http-relative-path`, with a path: `https://id.example.com/auth`.
   */
  readonly url: string;
  readonly realm: string;
  /** What an audience mapper of the client scope writes into `aud`. `null` leaves it unchecked and needs `clientIds`. */
  readonly audience: string | readonly string[] | null;
  /** The clients whose tokens are accepted: `azp`. @default any */
  readonly clientIds?: readonly string[];
  /** The base URL that this service reaches Keycloak at, to fetch keys. @default url */
  readonly internalUrl?: string;
}

/** http too: whether keys may come that way is judged where all key set URLs are. */
const BASE_URL = /^https?:\/\/[a-z0-9.:[\]-]+(\/[\w.~-]+)*\/?$/i;
const BASE_URL_MESSAGE = 'must be the base URL of Keycloak, without realm: https://id.example.com.';

const JUDGES: Judges<KeycloakOptions> = {
  url: all(
    text(BASE_URL, BASE_URL_MESSAGE),
    not((value) => typeof value === 'string' && value.includes('/realms/'), BASE_URL_MESSAGE),
  ),
  realm: text(/^[^/?#]+$/, 'must be the name of a realm.'),
  audience: all<KeycloakOptions>(
    orNull(audience),
    not(
      (value) => value === 'account',
      'is account, which Keycloak gives to the tokens of every client: add an audience mapper for your API.',
    ),
    (value, options) =>
      value === null && options.clientIds === undefined
        ? 'is null: then clientIds is needed, or the tokens of every client of the realm would pass.'
        : undefined,
  ),
  clientIds: ifGiven(clientIds),
  internalUrl: optional(text(BASE_URL, BASE_URL_MESSAGE)),
};

const OTHER_TOKEN_HINTS = (['AUDIENCE_REFUSED', 'CLAIM_REFUSED'] as const).map((code): RefusalHint => ({
  code,
  message: 'the token is an id token or a refresh token: send the access token',
  matches: (claims) => ['ID', 'Refresh', 'Offline', 'Logout'].includes(claims['typ'] as string),
}));

const NO_MAPPER = 'Keycloak names your API in aud only where the client scope has an audience mapper for it';

const NO_MAPPER_HINTS: readonly RefusalHint[] = [
  { code: 'CLAIM_MISSING', message: NO_MAPPER, matches: (claims) => !('aud' in claims) },
  { code: 'AUDIENCE_REFUSED', message: NO_MAPPER, matches: ({ aud }) => hasAudience(aud, 'account') },
];

function realmUrl(base: string, realm: string): string {
  return `${base.replace(/\/$/, '')}/realms/${encodeURIComponent(realm)}`;
}

/**
 * The issuer options of a Keycloak realm. Only tokens that say `typ: Bearer` of themselves pass: id and refresh tokens
 * are signed with the same keys. Throws `JwtPolicyConfigurationError`.
 * @example `keycloak({ url: 'https://id.example.com', realm: 'shop', audience: 'orders' })`
 */
export function keycloak(options: KeycloakOptions): IssuerOptions {
  judgePreset('keycloak', options, JUDGES);
  const { url, realm, audience: accepted, clientIds: clients, internalUrl = url } = options;
  const checks: ClaimCheckOptions[] = [{ claim: 'typ', rule: 'Bearer' }];
  if (clients !== undefined) checks.push(namesClient(['azp'], clients));
  const realmPath = `/realms/${encodeURIComponent(realm)}`;
  return {
    issuer: realmUrl(url, realm),
    audience: copyAudience(accepted),
    algorithms: ['RS256'],
    jwksUri: `${realmUrl(internalUrl, realm)}/protocol/openid-connect/certs`,
    scopeFrom: ['scope'],
    checks,
    hints: [
      {
        code: 'ISSUER_REFUSED',
        message:
          'the token names this realm by another URL: set the hostname of Keycloak, take as url what iss begins with, and give internalUrl for the keys',
        matches: ({ iss }) => typeof iss === 'string' && iss.endsWith(realmPath),
      },
      ...OTHER_TOKEN_HINTS,
      ...(accepted === null ? [] : NO_MAPPER_HINTS),
    ],
  };
}
