import { isKeySetUrl } from './key-set-url.js';
import { portsUsedTwice } from './ports-in-use.js';
import { ALGORITHMS, ServiceSettings, UNCHECKED } from './service.settings.js';

/** The environments in which the local issuer may be started: any other word may mean production. */
const DEVELOPMENT = ['development', 'test'];

/** Whether NODE_ENV allows the local issuer; unset allows it. */
function isDevelopment(environment: string | undefined): boolean {
  return environment === undefined || DEVELOPMENT.includes(environment);
}

/** A rule about several variables: a sentence when they do not fit together. */
type Rule = (settings: ServiceSettings) => string | false | undefined;

const DEFAULTS = new ServiceSettings();

/** The settings that a file of policies replaces. */
const REPLACED = [
  'JWT_ISSUER',
  'JWT_AUDIENCE',
  'JWKS_URI',
  'JWT_ALGORITHMS',
  'JWT_CLOCK_TOLERANCE_SECONDS',
  'JWKS_CACHE_TTL_MINUTES',
  'JWKS_TIMEOUT_MS',
] as const;

/** Whether a setting differs from its default, as it does not in an untouched .env.example. */
function isChosen(name: (typeof REPLACED)[number], settings: Partial<ServiceSettings>): boolean {
  return String(settings[name] ?? '') !== String(DEFAULTS[name] ?? '');
}

/**
 * Rules between the variables: leaving one out never switches a check off.
 * A value that is wrong by itself is reported elsewhere and not a second time here.
 */
const RULES: readonly Rule[] = [
  ({ JWT_POLICY_FILE, ...settings }) => {
    const beside = REPLACED.filter((name) => isChosen(name, settings));
    return (
      JWT_POLICY_FILE !== undefined &&
      beside.length > 0 &&
      `JWT_POLICY_FILE stands in the place of ${beside.join(', ')}. Keep either the file or ${beside.join(', ')}.`
    );
  },
];

/** Further rules if no file of policies is named. */
const RULES_WITHOUT_FILE: readonly Rule[] = [
  ({ JWT_TEXT_KEY }) =>
    JWT_TEXT_KEY !== undefined &&
    'JWT_TEXT_KEY is set without JWT_POLICY_FILE, whose policies it is the key of. Set JWT_POLICY_FILE too, or remove JWT_TEXT_KEY.',
  ({ JWT_DROPPED_POLICIES }) =>
    JWT_DROPPED_POLICIES !== undefined &&
    'JWT_DROPPED_POLICIES is set without JWT_POLICY_FILE, whose policies it names. Set JWT_POLICY_FILE too, or remove JWT_DROPPED_POLICIES.',
  ({ JWT_ISSUER, NODE_ENV }) =>
    JWT_ISSUER === undefined &&
    !isDevelopment(NODE_ENV) &&
    `JWT_ISSUER is not set, and with NODE_ENV=${NODE_ENV} the local issuer, which anyone can get a token from, is not started. Set JWT_ISSUER to the issuer whose tokens this service accepts, or JWT_POLICY_FILE.`,
  ({ JWT_ISSUER, JWT_AUDIENCE }) =>
    JWT_ISSUER === undefined &&
    JWT_AUDIENCE !== undefined &&
    'JWT_AUDIENCE is set without JWT_ISSUER. Set JWT_ISSUER too, or remove JWT_AUDIENCE to use the local issuer.',
  ({ JWT_ISSUER, JWKS_URI }) =>
    JWT_ISSUER === undefined &&
    JWKS_URI !== undefined &&
    'JWKS_URI is set without JWT_ISSUER. Set JWT_ISSUER too, or remove JWKS_URI to use the local issuer.',
  ({ JWT_ISSUER, JWT_AUDIENCE }) =>
    JWT_ISSUER !== undefined &&
    JWT_AUDIENCE === undefined &&
    `JWT_AUDIENCE is not set. Set it to the audiences this service accepts, comma separated, or to "${UNCHECKED}" if the issuer puts no "aud" into its access tokens.`,
  ({ JWT_AUDIENCE }) =>
    JWT_AUDIENCE !== undefined &&
    JWT_AUDIENCE.length > 1 &&
    JWT_AUDIENCE.includes(UNCHECKED) &&
    `JWT_AUDIENCE names "${UNCHECKED}" beside audiences. Keep either the audiences or the one word "${UNCHECKED}".`,
  ({ JWT_ISSUER, JWKS_URI }) =>
    JWT_ISSUER !== undefined &&
    JWKS_URI === undefined &&
    !/\s/.test(JWT_ISSUER) &&
    !isKeySetUrl(JWT_ISSUER) &&
    'JWT_ISSUER is not a URL whose keys can be discovered (https://, or http:// on 127.0.0.1, ::1 or localhost). Correct it, or set JWKS_URI to the key set of that issuer.',
  ({ JWT_ISSUER, JWT_ALGORITHMS }) =>
    JWT_ISSUER === undefined &&
    JWT_ALGORITHMS.every((algorithm) => ALGORITHMS.includes(algorithm)) &&
    !JWT_ALGORITHMS.includes('RS256') &&
    'JWT_ALGORITHMS leaves out RS256, which the local issuer signs with, so no token would pass. Add RS256, or set JWT_ISSUER.',
];

/** WebSockets begin as HTTP requests, and come by the same port. */
function transportsWithoutServer({ TRANSPORTS }: ServiceSettings): readonly string[] {
  if (!TRANSPORTS.includes('ws') || TRANSPORTS.includes('http')) return [];
  return ['TRANSPORTS lists ws without http, whose server takes its connections. Add http, or remove ws.'];
}

/** One sentence for each rule between variables that the settings break. */
export function problemsBetweenVariables(settings: ServiceSettings): string[] {
  const rules = settings.JWT_POLICY_FILE === undefined ? RULES_WITHOUT_FILE : RULES;
  const broken = rules.map((rule) => rule(settings)).filter((problem) => typeof problem === 'string');
  return [...broken, ...portsUsedTwice(settings), ...transportsWithoutServer(settings)];
}
