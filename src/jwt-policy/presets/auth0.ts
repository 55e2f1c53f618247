import { IfGiven, IsFlag, OrDefault, type IssuerOptions, type OptionsOf } from '../options/index.js';
import {
  AreClientIds,
  copyAudience,
  IsAudience,
  IsHostName,
  MustNot,
  validatePreset,
} from './preset-options.js';
import { hasAudience, idTokenHint, namesClient, unreadableHints } from './provider-checks.js';

/** Declares `Auth0Options`. */
class DeclaredAuth0Options {
  /** The host in the `iss` of the tokens: `shop.eu.auth0.com`, or the custom domain. */
  @IsHostName('shop.eu.auth0.com')
  domain!: string;

  /** The identifier of the API, as registered under APIs. */
  @IsAudience
  @MustNot(
    (audience) => audience.endsWith('/userinfo'),
    'is the userinfo endpoint, which every user who signs in may call. Use the identifier of your API.',
  )
  audience!: string | readonly string[];

  /** The applications whose tokens are accepted: `azp`, or `client_id` in RFC 9068 tokens. @default any */
  @IfGiven
  @AreClientIds
  clientIds?: readonly string[];

  /**
   * `true`: the permissions of a user (RBAC) satisfy scope demands of the same name, beside the scopes of the token.
   * @default false
   */
  @OrDefault
  @IsFlag
  permissionsAsScopes: boolean = false;
}

/** A tenant of Auth0. */
export interface Auth0Options extends OptionsOf<DeclaredAuth0Options, 'domain' | 'audience'> {}

const ASK_FOR_AUDIENCE = 'the client did not ask for the API; it must send the parameter audience';

/**
 * The issuer options of an Auth0 tenant: its `iss` ends with a slash. Throws `JwtPolicyConfigurationError`.
 * @example `auth0({ domain: 'shop.eu.auth0.com', audience: 'https://api.shop.example' })`
 */
export function auth0(options: Auth0Options): IssuerOptions {
  const { domain, audience, clientIds, permissionsAsScopes } = validatePreset(
    'auth0',
    DeclaredAuth0Options,
    options,
  );
  const issuer = `https://${domain}/`;
  return {
    issuer,
    audience: copyAudience(audience),
    algorithms: ['RS256'],
    jwksUri: `${issuer}.well-known/jwks.json`,
    scopeFrom: permissionsAsScopes ? ['scope', 'permissions'] : ['scope'],
    checks: [namesClient(['azp', 'client_id'], clientIds)],
    hints: [
      ...unreadableHints(ASK_FOR_AUDIENCE),
      {
        code: 'AUDIENCE_REFUSED',
        name: 'audience-userinfo',
        mender: 'caller',
        message: ASK_FOR_AUDIENCE,
        matches: ({ aud }) => hasAudience(aud, `${issuer}userinfo`),
      },
      idTokenHint((claims) => !('azp' in claims) && !('client_id' in claims)),
      {
        code: 'ISSUER_REFUSED',
        name: 'other-environment',
        mender: 'operator',
        message: 'the token was issued under another domain of Auth0; a custom domain has its own iss',
        matches: ({ iss }) => typeof iss === 'string' && /^https:\/\/[^/]+\.auth0\.com\/$/.test(iss),
      },
    ],
  };
}
