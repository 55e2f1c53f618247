import type { SignatureAlgorithm } from '../keys/index.js';
import type { IssuerOptions } from '../options/index.js';
import {
  audience,
  clientIds,
  copyAudience,
  ifGiven,
  judgePreset,
  optional,
  SOME_TEXT,
  text,
  texts,
  type Judges,
} from './preset-options.js';
import { idTokenHint, namesClient, slashHint, unreadableHints } from './provider-checks.js';

/** Any provider that has OpenID Connect discovery. */
export interface OidcOptions {
  /** The exact `iss` of the tokens. The keys are found through its discovery document. */
  readonly issuer: string;
  readonly audience: string | readonly string[];
  /** The clients whose tokens are accepted: `azp`, or `client_id`. @default any */
  readonly clientIds?: readonly string[];
  /** @default ['RS256'] */
  readonly algorithms?: readonly SignatureAlgorithm[];
}

const JUDGES: Judges<OidcOptions> = {
  issuer: text(/^https?:\/\/[^\s?#]+$/, 'must be the exact iss of the tokens, a URL without query.'),
  audience,
  clientIds: ifGiven(clientIds),
  algorithms: optional(texts(SOME_TEXT, 'must be a list of algorithms such as RS256.')),
};

/**
 * The issuer options of any OpenID Connect provider, with hints at what is most often wrong: a slash at the end of the
 * issuer, an id token, a token that is no JWT. Throws `JwtPolicyConfigurationError`.
 * @example `oidc({ issuer: 'https://id.example.com', audience: 'orders' })`
 */
export function oidc(options: OidcOptions): IssuerOptions {
  judgePreset('oidc', options, JUDGES);
  const { issuer, clientIds: clients, algorithms = ['RS256'] } = options;
  return {
    issuer,
    audience: copyAudience(options.audience),
    algorithms: [...algorithms],
    checks: clients === undefined ? [] : [namesClient(['azp', 'client_id'], clients)],
    hints: [
      slashHint(issuer),
      ...unreadableHints('the client has to ask for your API, by audience or resource'),
      idTokenHint((claims) => ['nonce', 'at_hash', 'c_hash', 's_hash'].some((name) => name in claims)),
    ],
  };
}
