import type { IssuerOptions } from '../options/index.js';
import { HOST_NAME } from './host-name.js';
import {
  all,
  audience,
  clientIds,
  copyAudience,
  ifGiven,
  judgePreset,
  not,
  oneOf,
  optional,
  text,
  type Judges,
} from './preset-options.js';
import { hasAudience, idTokenHint, namesClient, unreadableHints } from './provider-checks.js';

/** A tenant of Auth0. */
export interface Auth0Options {
  /** The host that tokens are issued under: `shop.eu.auth0.com`, or the custom domain. */
  readonly domain: string;
  /** The identifier of the API, as registered under APIs. */
  readonly audience: string | readonly string[];
  /** The applications whose tokens are accepted: `azp`, or `client_id` in RFC 9068 tokens. @default any */
  readonly clientIds?: readonly string[];
  /**
   * `true`: the permissions of a user (RBAC) satisfy scope demands of the same name, beside the scopes of the token.
   * @default false
   */
  readonly permissionsAsScopes?: boolean;
}

const isUserInfo = (value: unknown): boolean => typeof value === 'string' && value.endsWith('/userinfo');

const JUDGES: Judges<Auth0Options> = {
  domain: text(HOST_NAME, 'must be a host name alone, such as shop.eu.auth0.com or a custom domain.'),
  audience: all(
    audience,
    not(
      isUserInfo,
      'is the userinfo endpoint, which every sign-in may call: take the identifier of your API.',
    ),
  ),
  clientIds: ifGiven(clientIds),
  permissionsAsScopes: optional(oneOf(true, false)),
};

const ASK_FOR_AUDIENCE = 'the client did not ask for the API, it has to send the parameter audience';

/**
 * The issuer options of an Auth0 tenant: its `iss` ends with a slash. Throws `JwtPolicyConfigurationError`.
 * @example `auth0({ domain: 'shop.eu.auth0.com', audience: 'https://api.shop.example' })`
 */
export function auth0(options: Auth0Options): IssuerOptions {
  judgePreset('auth0', options, JUDGES);
  const issuer = `https://${options.domain}/`;
  return {
    issuer,
    audience: copyAudience(options.audience),
    algorithms: ['RS256'],
    jwksUri: `${issuer}.well-known/jwks.json`,
    scopeFrom: options.permissionsAsScopes === true ? ['scope', 'permissions'] : ['scope'],
    checks: [namesClient(['azp', 'client_id'], options.clientIds)],
    hints: [
      ...unreadableHints(ASK_FOR_AUDIENCE),
      {
        code: 'AUDIENCE_REFUSED',
        message: ASK_FOR_AUDIENCE,
        matches: ({ aud }) => hasAudience(aud, `${issuer}userinfo`),
      },
      idTokenHint((claims) => !('azp' in claims) && !('client_id' in claims)),
      {
        code: 'ISSUER_REFUSED',
        message: 'the token was issued under another domain of Auth0: a custom domain has an iss of its own',
        matches: ({ iss }) => typeof iss === 'string' && /^https:\/\/[^/]+\.auth0\.com\/$/.test(iss),
      },
    ],
  };
}
