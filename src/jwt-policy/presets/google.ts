import { ValidateIf } from 'class-validator';
import type { ClaimCheckOptions } from '../claims/index.js';
import {
  IfGiven,
  IsText,
  IsTexts,
  Must,
  type IssuerOptions,
  type OptionsOf,
  type Unvalidated,
} from '../options/index.js';
import { copyAudience, IsAudience, listOf, validatePreset } from './preset-options.js';
import { withoutScopes } from './provider-checks.js';

/**
 * Every service account of Google can get a token for any URL, so an audience that is a URL needs an option that limits
 * the accounts.
 */
function acceptsAnyService({ audience, hostedDomain }: Unvalidated<GoogleOptions>): boolean {
  const isUrl = listOf(audience).some((one) => typeof one === 'string' && one.includes('://'));
  return isUrl && hostedDomain === undefined;
}

/** Declares `GoogleOptions`. */
class DeclaredGoogleOptions {
  /** For users: the OAuth client id. For service accounts: the URL of this service. */
  @IsAudience
  audience!: string | readonly string[];

  /**
   * The accounts that are accepted, by `email`. `null` accepts every account that signs in with the client id.
   */
  @Must<GoogleOptions>(
    (emails, options) => emails !== null || !acceptsAnyService(options),
    'must be a list if the audience is a URL: every service account of Google can get a token for any URL.',
  )
  @ValidateIf((options: Unvalidated<GoogleOptions>, emails) => emails !== null || acceptsAnyService(options))
  @IsTexts('is required: a list of e-mail addresses, or null to accept any account.', /^[^@]+@[^@]+$/)
  emails!: readonly string[] | null;

  /** The Google Workspace domain of the accounts that are accepted: `hd`. @default any */
  @IfGiven
  @IsText('must be a Google Workspace domain; leave it out for any.')
  hostedDomain?: string;
}

/** The issuer of Google's id tokens, for users who signed in or for service accounts. */
export interface GoogleOptions extends OptionsOf<DeclaredGoogleOptions, 'audience' | 'emails'> {}

/** Old clients get tokens from the second one. */
const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

/**
 * The issuers of Google's id tokens. They are used instead of access tokens, which others than Google cannot verify. They
 * have no scopes. Throws `JwtPolicyConfigurationError`.
 * @example
 * `issuers: google({ audience: 'https://orders.example.com', emails: ['batch@shop.iam.gserviceaccount.com'] })`
 */
export function google(options: GoogleOptions): readonly IssuerOptions[] {
  const { audience, emails, hostedDomain } = validatePreset('google', DeclaredGoogleOptions, options);
  const checks: ClaimCheckOptions[] = [];
  if (emails !== null)
    checks.push({ claim: 'email', rule: [...emails] }, { claim: 'email_verified', rule: true });
  if (hostedDomain !== undefined) checks.push({ claim: 'hd', rule: hostedDomain });
  return ISSUERS.map((issuer) => ({
    issuer,
    audience: copyAudience(audience),
    algorithms: ['RS256'],
    acceptIdTokens: true,
    jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
    checks,
    absentClaims: withoutScopes('demand email or hd, or limit emails in the options'),
    hints: [
      {
        code: 'TOKEN_MALFORMED',
        mender: 'caller',
        message: 'the token is an access token of Google, which is opaque; send the id token',
        matches: (_claims, token) => token.startsWith('ya29.'),
      },
      {
        code: 'SIGNATURE_INVALID',
        mender: 'caller',
        message:
          'Cloud Run verified this token and removed its signature; send the token for Cloud Run in X-Serverless-Authorization',
        matches: (_claims, token) => token.endsWith('.SIGNATURE_REMOVED_BY_GOOGLE'),
      },
      {
        code: 'CLAIM_MISSING',
        mender: 'caller',
        message: 'the token has no e-mail address; ask for the scope email, or use format=full',
        matches: (claims) => emails !== null && !('email' in claims),
      },
    ],
  }));
}
