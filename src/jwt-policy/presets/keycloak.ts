import { ValidateIf } from 'class-validator';
import { KEYCLOAK_NEEDS_MAPPER } from '../causes/index.js';
import type { ClaimCheckOptions } from '../claims/index.js';
import {
  IfGiven,
  IsText,
  Must,
  OrDefault,
  type IssuerOptions,
  type OptionsOf,
  type RefusalHint,
  type Unvalidated,
} from '../options/index.js';
import { AreClientIds, copyAudience, IsAudience, MustNot, validatePreset } from './preset-options.js';
import { namesClient } from './provider-checks.js';

/** It allows http, because the check of all key set URLs decides whether keys may be fetched over it. */
const BASE_URL = /^https?:\/\/[a-z0-9.:[\]-]+(\/[\w.~-]+)*\/?$/i;
const BASE_URL_MESSAGE = 'must be the base URL of Keycloak, without realm: https://id.example.com.';

/** Declares `KeycloakOptions`. */
class DeclaredKeycloakOptions {
  /**
   * The base URL that callers use for Keycloak, which is the start of `iss`: `https://id.example.com`. Before Keycloak
   * 17, or with `http-relative-path`, it has a path: `https://id.example.com/auth`.
   */
  @IsText(BASE_URL_MESSAGE, BASE_URL)
  @MustNot((url) => url.includes('/realms/'), BASE_URL_MESSAGE)
  url!: string;

  /** The name of the realm. */
  @IsText('must be the name of a realm.', /^[^/?#]+$/)
  realm!: string;

  /** The `aud` that an audience mapper of the client scope writes. `null` does not check it and needs `clientIds`. */
  @Must<DeclaredKeycloakOptions>(
    (audience, { clientIds }) => audience !== null || clientIds !== undefined,
    'is null, so clientIds is needed; otherwise the tokens of every client of the realm would pass.',
  )
  @ValidateIf(
    ({ clientIds }: Unvalidated<KeycloakOptions>, audience) => audience !== null || clientIds === undefined,
  )
  @IsAudience
  @MustNot(
    (audience) => audience === 'account',
    'is account, which Keycloak puts into the tokens of every client. Add an audience mapper for your API.',
  )
  audience!: string | readonly string[] | null;

  /** The clients whose tokens are accepted: `azp`. @default any */
  @IfGiven
  @AreClientIds
  clientIds?: readonly string[];

  /** The base URL that this service uses to fetch keys from Keycloak. @default url */
  @OrDefault
  @IsText(BASE_URL_MESSAGE, BASE_URL)
  internalUrl?: string;
}

/** A realm of Keycloak. */
export interface KeycloakOptions extends OptionsOf<DeclaredKeycloakOptions, 'url' | 'realm' | 'audience'> {}

const NO_AUDIENCE: RefusalHint = {
  code: 'CLAIM_MISSING',
  name: 'audience-account',
  mender: 'issuer',
  message: KEYCLOAK_NEEDS_MAPPER,
  matches: (claims) => !('aud' in claims),
};

function realmUrl(base: string, realm: string): string {
  return `${base.replace(/\/$/, '')}/realms/${encodeURIComponent(realm)}`;
}

/**
 * The issuer options of a Keycloak realm. Only tokens with the claim `typ: Bearer` pass, because id and refresh tokens
 * are signed with the same keys. Throws `JwtPolicyConfigurationError`.
 * @example `keycloak({ url: 'https://id.example.com', realm: 'shop', audience: 'orders' })`
 */
export function keycloak(options: KeycloakOptions): IssuerOptions {
  const values = validatePreset('keycloak', DeclaredKeycloakOptions, options);
  const { url, realm, audience: accepted, clientIds: clients, internalUrl = url } = values;
  const checks: ClaimCheckOptions[] = [{ claim: 'typ', rule: 'Bearer' }];
  if (clients !== undefined) checks.push(namesClient(['azp'], clients));
  const realmPath = `/realms/${encodeURIComponent(realm)}`;
  return {
    issuer: realmUrl(url, realm),
    audience: copyAudience(accepted),
    algorithms: ['RS256'],
    jwksUri: `${realmUrl(internalUrl, realm)}/protocol/openid-connect/certs`,
    scopeFrom: ['scope'],
    checks,
    hints: [
      {
        code: 'ISSUER_REFUSED',
        name: 'other-environment',
        mender: 'operator',
        message:
          'the token names this realm by another URL; set the hostname of Keycloak, set url to the start of iss, and internalUrl to the URL for the keys',
        matches: ({ iss }) => typeof iss === 'string' && iss.endsWith(realmPath),
      },
      ...(accepted === null ? [] : [NO_AUDIENCE]),
    ],
  };
}
