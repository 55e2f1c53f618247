import { IfGiven, IsText, type IssuerOptions, type OptionsOf } from '../options/index.js';
import {
  AreClientIds,
  copyAudience,
  IsAudience,
  IsHostName,
  MustNot,
  validatePreset,
} from './preset-options.js';
import { idTokenHint, namesClient, unreadableHints } from './provider-checks.js';

const ORG_SERVER =
  'the access tokens of the org authorization server are for Okta alone, which does not publish how to verify them';

/** Declares `OktaOptions`. */
class DeclaredOktaOptions {
  /** The host of the organisation, `dev-1234.okta.com`, or its custom domain. */
  @IsHostName('dev-1234.okta.com')
  @MustNot(
    (domain) => /-admin\.okta(preview|-emea)?\.com$/.test(domain),
    'is the host of the admin console. Leave out -admin.',
  )
  domain!: string;

  /** The id of the custom authorization server: `default`, or an id such as `ausabcdef123456789`. */
  @IsText(`must be the id of a custom authorization server, such as default: ${ORG_SERVER}.`, /^[\w-]+$/)
  @MustNot((id) => id === 'org', `must not be the org authorization server: ${ORG_SERVER}.`)
  authorizationServer!: string;

  /** The audience of that server: `api://default`. */
  @IsAudience
  audience!: string | readonly string[];

  /** The applications whose tokens are accepted: `cid`. @default any */
  @IfGiven
  @AreClientIds
  clientIds?: readonly string[];
}

/** A custom authorization server of Okta. */
export interface OktaOptions extends OptionsOf<
  DeclaredOktaOptions,
  'domain' | 'authorizationServer' | 'audience'
> {}

/**
 * The issuer options of a custom authorization server of Okta. Throws `JwtPolicyConfigurationError`.
 * @example `okta({ domain: 'dev-1234.okta.com', authorizationServer: 'default', audience: 'api://default' })`
 */
export function okta(options: OktaOptions): IssuerOptions {
  const values = validatePreset('okta', DeclaredOktaOptions, options);
  const { domain, authorizationServer } = values;
  const path = `/oauth2/${authorizationServer}`;
  const issuer = `https://${domain}${path}`;
  return {
    issuer,
    audience: copyAudience(values.audience),
    algorithms: ['RS256'],
    jwksUri: `${issuer}/v1/keys`,
    scopeFrom: ['scp'],
    checks: [namesClient(['cid'], values.clientIds)],
    absentClaims: { scope: 'its scopes are in scp', azp: 'its application is in cid' },
    hints: [
      ...unreadableHints('the client must ask the custom authorization server'),
      {
        code: 'ISSUER_REFUSED',
        mender: 'operator',
        message: `${ORG_SERVER}; the client must ask the custom authorization server`,
        matches: ({ iss }) => iss === `https://${domain}`,
      },
      {
        code: 'ISSUER_REFUSED',
        mender: 'issuer',
        message:
          'the client asked for the token under another domain; give the authorization server a fixed issuer instead of a dynamic one',
        matches: ({ iss }) => typeof iss === 'string' && iss.endsWith(path),
      },
      idTokenHint((claims) => !('cid' in claims)),
    ],
  };
}
