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
  text,
  type Judges,
} from './preset-options.js';
import { idTokenHint, namesClient, unreadableHints } from './provider-checks.js';

/** A custom authorization server of Okta. */
export interface OktaOptions {
  /** The host of the organisation, `dev-1234.okta.com`, or its custom domain. */
  readonly domain: string;
  /** The id of the custom authorization server: `default`, or one such as `ausabcdef123456789`. */
  readonly authorizationServer: string;
  /** The audience of that server: `api://default`. */
  readonly audience: string | readonly string[];
  /** The applications whose tokens are accepted: `cid`. @default any */
  readonly clientIds?: readonly string[];
}

const ORG_SERVER =
  'the access tokens of the org authorization server are for Okta alone, which does not publish how to verify them';

const JUDGES: Judges<OktaOptions> = {
  domain: all(
    text(HOST_NAME, 'must be a host name alone, such as dev-1234.okta.com or a custom domain.'),
    not(
      (value) => typeof value === 'string' && /-admin\.okta(preview|-emea)?\.com$/.test(value),
      'is the host of the admin console: leave out -admin.',
    ),
  ),
  authorizationServer: all(
    text(/^[\w-]+$/, `must be the id of a custom authorization server, such as default: ${ORG_SERVER}.`),
    not((value) => value === 'org', `must not be the org authorization server: ${ORG_SERVER}.`),
  ),
  audience,
  clientIds: ifGiven(clientIds),
};

/**
 * The issuer options of a custom authorization server of Okta. Throws `JwtPolicyConfigurationError`.
 * @example `okta({ domain: 'dev-1234.okta.com', authorizationServer: 'default', audience: 'api://default' })`
 */
export function okta(options: OktaOptions): IssuerOptions {
  judgePreset('okta', options, JUDGES);
  const { domain, authorizationServer } = options;
  const path = `/oauth2/${authorizationServer}`;
  const issuer = `https://${domain}${path}`;
  return {
    issuer,
    audience: copyAudience(options.audience),
    algorithms: ['RS256'],
    jwksUri: `${issuer}/v1/keys`,
    scopeFrom: ['scp'],
    checks: [namesClient(['cid'], options.clientIds)],
    hints: [
      ...unreadableHints('the client has to ask the custom authorization server'),
      {
        code: 'ISSUER_REFUSED',
        message: `${ORG_SERVER}: the client has to ask the custom authorization server`,
        matches: ({ iss }) => iss === `https://${domain}`,
      },
      {
        code: 'ISSUER_REFUSED',
        message:
          'the token was asked for under another domain: give the authorization server a fixed issuer instead of a dynamic one',
        matches: ({ iss }) => typeof iss === 'string' && iss.endsWith(path),
      },
      idTokenHint((claims) => !('cid' in claims)),
    ],
  };
}
