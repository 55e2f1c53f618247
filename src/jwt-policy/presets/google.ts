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

/** Every service account of Google can get a token for any URL, so a URL needs something that limits the accounts. */
function acceptsAnyService({ audience, hostedDomain }: Unvalidated<GoogleOptions>): boolean {
  const isUrl = listOf(audience).some((one) => typeof one === 'string' && one.includes('://'));
  return isUrl && hostedDomain === undefined;
}

/** Declares `GoogleOptions`. */
class DeclaredGoogleOptions {
  /** The OAuth client id, for users; the URL of this service, for service accounts. */
  @IsAudience
  audience!: string | readonly string[];

  /**
   * The accounts that are accepted, by `email`. `null` accepts any account: everybody who signs in with the client id.
   */
  @Must<GoogleOptions>(
    (emails, options) => emails !== null || !acceptsAnyService(options),
    'must be a list where the audience is a URL: every service account of Google can get a token for any URL.',
  )
  @ValidateIf((options: Unvalidated<GoogleOptions>, emails) => emails !== null || acceptsAnyService(options))
  @IsTexts('is required: a list of e-mail addresses, or null to accept any account.', /^[^@]+@[^@]+$/)
  emails!: readonly string[] | null;

  /** The Google Workspace domain that accounts must be of: `hd`. @default any */
  @IfGiven
  @IsText('must be a Google Workspace domain; leave it out for any.')
  hostedDomain?: string;
}

/** Id tokens of Google: of users who signed in, or of service accounts. */
export interface GoogleOptions extends OptionsOf<DeclaredGoogleOptions, 'audience' | 'emails'> {}

/** Old clients get tokens of the second one. */
const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

/**
 * The issuers of Google's id tokens, which is what it has in place of access tokens that can be verified. They name no
 * scope. Throws `JwtPolicyConfigurationError`.
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
    hints: [
      {
        code: 'TOKEN_MALFORMED',
        mender: 'caller',
        message: 'the token is an access token of Google, which is opaque: send the id token',
        matches: (_claims, token) => token.startsWith('ya29.'),
      },
      {
        code: 'SIGNATURE_INVALID',
        mender: 'caller',
        message:
          'Cloud Run verified this token and took its signature away: send the one for Cloud Run in X-Serverless-Authorization',
        matches: (_claims, token) => token.endsWith('.SIGNATURE_REMOVED_BY_GOOGLE'),
      },
      {
        code: 'CLAIM_MISSING',
        mender: 'caller',
        message:
          'the token was asked for without the e-mail address: ask for the scope email, or with format=full',
        matches: (claims) => emails !== null && !('email' in claims),
      },
    ],
  }));
}
