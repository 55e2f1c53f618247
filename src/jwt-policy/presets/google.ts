import type { ClaimCheckOptions } from '../claims/index.js';
import type { IssuerOptions } from '../options/index.js';
import {
  all,
  audience,
  copyAudience,
  ifGiven,
  judgePreset,
  listOf,
  orNull,
  SOME_TEXT,
  text,
  texts,
  type Judges,
} from './preset-options.js';

/** Id tokens of Google: of users who signed in, or of service accounts. */
export interface GoogleOptions {
  /** The OAuth client id, for users; the URL of this service, for service accounts. */
  readonly audience: string | readonly string[];
  /**
   * The accounts that are accepted, by `email`. `null` accepts any account: everybody who signs in with the client id.
   */
  readonly emails: readonly string[] | null;
  /** The Google Workspace domain that accounts must be of: `hd`. @default any */
  readonly hostedDomain?: string;
}

const JUDGES: Judges<GoogleOptions> = {
  audience,
  emails: all<GoogleOptions>(
    orNull(texts(/^[^@]+@[^@]+$/, 'is required: a list of e-mail addresses, or null to accept any account.')),
    (value, options) =>
      value === null &&
      options.hostedDomain === undefined &&
      listOf(options.audience).some((one) => typeof one === 'string' && one.includes('://'))
        ? 'must be a list where the audience is a URL: every service account of Google can get a token for any URL.'
        : undefined,
  ),
  hostedDomain: ifGiven(text(SOME_TEXT, 'must be a Google Workspace domain; leave it out for any.')),
};

/** Old clients get the second one. */
const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

/**
 * The issuers of Google's id tokens, which is what it has in place of access tokens that can be verified. They name no
 * scope. Throws `JwtPolicyConfigurationError`.
 * @example
 * `issuers: google({ audience: 'https://orders.example.com', emails: ['batch@shop.iam.gserviceaccount.com'] })`
 */
export function google(options: GoogleOptions): readonly IssuerOptions[] {
  judgePreset('google', options, JUDGES);
  const { emails, hostedDomain } = options;
  const checks: ClaimCheckOptions[] = [];
  if (emails !== null)
    checks.push({ claim: 'email', rule: [...emails] }, { claim: 'email_verified', rule: true });
  if (hostedDomain !== undefined) checks.push({ claim: 'hd', rule: hostedDomain });
  return ISSUERS.map((issuer) => ({
    issuer,
    audience: copyAudience(options.audience),
    algorithms: ['RS256'],
    acceptIdTokens: true,
    jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
    checks,
    hints: [
      {
        code: 'TOKEN_MALFORMED',
        message: 'the token is an access token of Google, which is opaque: send the id token',
        matches: (_claims, token) => token.startsWith('ya29.'),
      },
      {
        code: 'SIGNATURE_INVALID',
        message:
          'Cloud Run verified this token and took its signature away: send the one for Cloud Run in X-Serverless-Authorization',
        matches: (_claims, token) => token.endsWith('.SIGNATURE_REMOVED_BY_GOOGLE'),
      },
      {
        code: 'CLAIM_MISSING',
        message:
          'the token was asked for without the e-mail address: ask for the scope email, or with format=full',
        matches: (claims) => emails !== null && !('email' in claims),
      },
    ],
  }));
}
