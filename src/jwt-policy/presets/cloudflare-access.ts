import type { PolicyOptions } from '../options/index.js';
import {
  copyAudience,
  judgePreset,
  optional,
  SOME_TEXT,
  text,
  textOrTexts,
  type Judges,
} from './preset-options.js';
import { headerSource } from './provider-checks.js';

/** An application behind Cloudflare Access. */
export interface CloudflareAccessOptions {
  /** The team: `shop` of `shop.cloudflareaccess.com`. */
  readonly team: string;
  /** The Application Audience (AUD) Tag of the application, 64 hex digits, or a list of them. */
  readonly audience: string | readonly string[];
  /** The name of the policy. @default 'cloudflare-access' */
  readonly name?: string;
}

const JUDGES: Judges<CloudflareAccessOptions> = {
  team: text(/^[a-z0-9-]+$/, 'must be the name of the team alone: shop of shop.cloudflareaccess.com.'),
  audience: textOrTexts(
    /^[0-9a-f]{64}$/,
    'must be the Application Audience (AUD) Tag, 64 hex digits, or a list of them; the id of the application is another.',
  ),
  name: optional(text(SOME_TEXT, 'must be a name that is not empty.')),
};

const HEADER = 'cf-access-jwt-assertion';

/**
 * A policy for applications behind Cloudflare Access: the token is read from the header that Access adds, never from
 * the cookie, which reaches the origin only sometimes. Throws `JwtPolicyConfigurationError`.
 * @example `policies: [cloudflareAccess({ team: 'shop', audience: '32eafc7626e97461…' })]`
 */
export function cloudflareAccess(options: CloudflareAccessOptions): PolicyOptions {
  judgePreset('cloudflareAccess', options, JUDGES);
  const issuer = `https://${options.team}.cloudflareaccess.com`;
  return {
    name: options.name ?? 'cloudflare-access',
    origin: headerSource(HEADER),
    issuers: [
      {
        issuer,
        audience: copyAudience(options.audience),
        algorithms: ['RS256'],
        jwksUri: `${issuer}/cdn-cgi/access/certs`,
        checks: [{ claim: 'type', rule: 'app' }],
        hints: [
          {
            code: 'TOKEN_MISSING',
            message: `the call did not come through Cloudflare Access, which adds the header ${HEADER}`,
            matches: () => true,
          },
          {
            code: 'AUDIENCE_REFUSED',
            message:
              'the token is of the session with the team, not with this application: send the header, not a cookie',
            matches: ({ type }) => type === 'org',
          },
        ],
      },
    ],
  };
}
