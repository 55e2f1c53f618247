import type { SignatureAlgorithm } from '../keys/index.js';
import { IfGiven, IsText, IsTexts, OrDefault, type IssuerOptions, type OptionsOf } from '../options/index.js';
import { AreClientIds, copyAudience, IsAudience, validatePreset } from './preset-options.js';
import { idTokenHint, namesClient, unreadableHints } from './provider-checks.js';

/** Declares `OidcOptions`. */
class DeclaredOidcOptions {
  /** The exact `iss` of the tokens. The keys are found through its discovery document. */
  @IsText('must be the exact iss of the tokens, a URL without query.', /^https?:\/\/[^\s?#]+$/)
  issuer!: string;

  /** The accepted `aud` value, or a list of them. */
  @IsAudience
  audience!: string | readonly string[];

  /** The clients whose tokens are accepted: `azp`, or `client_id`. @default any */
  @IfGiven
  @AreClientIds
  clientIds?: readonly string[];

  /** The accepted `alg` values. @default ['RS256'] */
  @OrDefault
  @IsTexts('must be a list of algorithms such as RS256.')
  algorithms: readonly SignatureAlgorithm[] = ['RS256'];
}

/** Any provider that has OpenID Connect discovery. */
export interface OidcOptions extends OptionsOf<DeclaredOidcOptions, 'issuer' | 'audience'> {}

/**
 * The issuer options of any OpenID Connect provider, with hints for the most frequent mistakes: an id token, a token that
 * is no JWT. Throws `JwtPolicyConfigurationError`.
 * @example `oidc({ issuer: 'https://id.example.com', audience: 'orders' })`
 */
export function oidc(options: OidcOptions): IssuerOptions {
  const {
    issuer,
    audience,
    clientIds: clients,
    algorithms,
  } = validatePreset('oidc', DeclaredOidcOptions, options);
  return {
    issuer,
    audience: copyAudience(audience),
    algorithms: [...algorithms],
    checks: clients === undefined ? [] : [namesClient(['azp', 'client_id'], clients)],
    hints: [
      ...unreadableHints('the client must ask for your API, by audience or resource'),
      idTokenHint((claims) => ['nonce', 'at_hash', 'c_hash', 's_hash'].some((name) => name in claims)),
    ],
  };
}
