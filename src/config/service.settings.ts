import { IsIn, IsOptional, IsString, Matches, Validate } from 'class-validator';

import { IntegerSetting } from './integer-setting.decorator.js';
import { KeySetUrl } from './key-set-url.js';
import { ListSetting } from './list-setting.decorator.js';
import { ListeningSettings } from './listening.settings.js';
import { shown } from './shown.js';

/** The frameworks the service runs on. */
export const HTTP_ADAPTERS = ['express', 'fastify'] as const;

/** The positions of a switch. */
export const SWITCH_POSITIONS = ['on', 'off'] as const;

/** The value of JWT_AUDIENCE for issuers whose access tokens have no `aud`: it is not checked. */
export const UNCHECKED = 'unchecked';

/** The algorithms a published key set can serve: asymmetric ones. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

/** All settings of the service. A property is the variable of that name, its initial value the default. */
export class ServiceSettings extends ListeningSettings {
  /** Framework the service runs on. @default 'express' */
  @IsIn(HTTP_ADAPTERS, {
    message: ({ value }) => `HTTP_ADAPTER must be express or fastify, but is ${shown(value)}.`,
  })
  HTTP_ADAPTER: (typeof HTTP_ADAPTERS)[number] = 'express';

  /** Expected `iss` of every token. Unset: the local issuer is started and trusted. */
  @IsOptional()
  @Matches(/^\S+$/, {
    message: '$property must be the issuer exactly as tokens name it in "iss", without blanks.',
  })
  JWT_ISSUER?: string;

  /** Where the issuer publishes its keys. Unset: found by OpenID Connect discovery. */
  @IsOptional()
  @Validate(KeySetUrl)
  JWKS_URI?: string;

  /** Accepted audiences, one of which a token must name; or the single word `unchecked`. */
  @IsOptional()
  @ListSetting()
  JWT_AUDIENCE?: string[];

  /** File of exported MuleSoft policies, used in place of JWT_ISSUER and the settings that belong to it. */
  @IsOptional()
  @IsString()
  JWT_POLICY_FILE?: string;

  /** The secret or public key of the policies in JWT_POLICY_FILE, which exports leave out. Never printed. */
  @IsOptional()
  @IsString({ message: '$property must be the key as a text.' })
  JWT_TEXT_KEY?: string;

  /** The access control beside the policies in JWT_POLICY_FILE that this service does without. */
  @IsOptional()
  @ListSetting()
  JWT_DROPPED_POLICIES?: string[];

  /** JSON file of the clients whose tokens are accepted, by client id. Unset: clients are not looked up. */
  @IsOptional()
  @IsString()
  JWT_CLIENTS_FILE?: string;

  /** Accepted signature algorithms. @default ['RS256'] */
  @ListSetting()
  @IsIn(ALGORITHMS, {
    each: true,
    message: `$property may list ${ALGORITHMS.join(', ')}. HMAC and "none" cannot be used with a published key set.`,
  })
  JWT_ALGORITHMS: (typeof ALGORITHMS)[number][] = ['RS256'];

  /** How far clocks may be apart, in seconds. @default 60 */
  @IntegerSetting(0, 300, 'how far the clocks of issuer and service may be apart, in seconds')
  JWT_CLOCK_TOLERANCE_SECONDS: number = 60;

  /** How long a fetched key set is fresh, in minutes. @default 60 */
  @IntegerSetting(1, 1440, 'how long a fetched key set is fresh, in minutes')
  JWKS_CACHE_TTL_MINUTES: number = 60;

  /** The longest one fetch of a key set may take, in milliseconds. @default 5000 */
  @IntegerSetting(100, 60_000, 'the longest one fetch of the key set may take, in milliseconds')
  JWKS_TIMEOUT_MS: number = 5000;

  /** Whether verified tokens are cached, so that the next call with one costs no signature. @default 'on' */
  @IsIn(SWITCH_POSITIONS, {
    message: ({ value }) => `TOKEN_CACHE must be on or off, but is ${shown(value)}.`,
  })
  TOKEN_CACHE: (typeof SWITCH_POSITIONS)[number] = 'on';
}
