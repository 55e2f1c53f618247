import { isPlainObject } from '../../claims/index.js';
import { JwtPolicyConfigurationError, unknownOption } from '../../errors/index.js';
import { registryProblems, type ClientsOptions, type JwtPolicyOptions } from '../../options/index.js';
import { isResponseStyle, type ResponseStyle } from '../../responses/index.js';

type PassedOn = Pick<JwtPolicyOptions, 'unmatchedRoutes' | 'tokenCache' | 'failFast' | 'clock' | 'fetch'>;

/** Options for what the files leave open, and opt-outs. The members of `JwtPolicyOptions` are passed on as they are. */
export interface MuleSoftOptions extends PassedOn {
  /**
   * What `$NAME` in Flex files stands for, and whether this is production: it is, unless `NODE_ENV` is `development`
   * or `test`. @default nothing is set, and this is production
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where clients are looked up: what contracts are on MuleSoft. Needed by policies that validate the client id. */
  readonly clients?: ClientsOptions['registry'];
  /** The `iss` that tokens must have, of all policies or by policy name. @default no issuer is checked, as on MuleSoft */
  readonly issuer?: string | Readonly<Record<string, string>>;
  /** What regular expressions see before the path of this service, where MuleSoft has a base path. @default none */
  readonly basePath?: string;
  /** The text keys that exports leave out: one for all policies with a text key, or by policy name. */
  readonly textKeys?: string | Readonly<Record<string, string>>;
  /**
   * The policies of other kinds that decide who may call, and that are done without, by the names of their assets, with
   * `-flex` or without. Every such policy of the file that is not disabled has to be named. @default none
   */
  readonly droppedPolicies?: readonly string[];
  /** `true` accepts policies with the signing method `none`: anybody can then write tokens. @default false */
  readonly acceptUnsignedTokens?: boolean;
  /** `true` accepts them in production as well. @default false */
  readonly acceptUnsignedTokensInProduction?: boolean;
  /** `true` accepts tokens bound to a key (`cnf`) without proof of possession, as MuleSoft does. @default false */
  readonly acceptBoundTokens?: boolean;
  /** Accept key sets over plain http:// beyond this machine: who is on the way can replace the keys. @default false */
  readonly dangerouslyAllowInsecureHttp?: boolean;
  /** How refusals are answered; `rfc6750Responses` answers as RFC 6750 says. @default `muleSoftResponses` */
  readonly responses?: ResponseStyle;
}

type Validator = (value: unknown) => string | readonly string[] | undefined;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const flag: Validator = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false.');
const object: Validator = (value) => (isPlainObject(value) ? undefined : 'must be an object.');
const passedOn: Validator = () => undefined;
const textOrTexts: Validator = (value) =>
  isText(value) || (isPlainObject(value) && Object.values(value).every(isText))
    ? undefined
    : 'must be a text, or an object of policy names and texts, none empty.';

const VALIDATORS: Readonly<Record<keyof MuleSoftOptions, Validator>> = {
  env: object,
  // Validated here, because the module would report it as a fault of every policy.
  clients: registryProblems,
  issuer: textOrTexts,
  basePath: (value) =>
    typeof value === 'string' && /^(\/[^/\s]+)+$/.test(value)
      ? undefined
      : 'must be a path such as /orders-api/v1, with no slash at its end; leave it out where there is none.',
  textKeys: textOrTexts,
  droppedPolicies: (value) =>
    Array.isArray(value) && value.every(isText)
      ? undefined
      : "must be a list of the names of policies, none empty: ['ip-allowlist'].",
  acceptUnsignedTokens: flag,
  acceptUnsignedTokensInProduction: flag,
  acceptBoundTokens: flag,
  dangerouslyAllowInsecureHttp: flag,
  responses: (value) =>
    isResponseStyle(value)
      ? undefined
      : 'must be an object with respond(refusal), such as rfc6750Responses; leave it out for the answers of MuleSoft.',
  // The module validates what is passed on to it.
  unmatchedRoutes: passedOn,
  tokenCache: passedOn,
  failFast: passedOn,
  clock: passedOn,
  fetch: passedOn,
};

/** The names of all options. */
export const OPTION_NAMES = Object.keys(VALIDATORS) as readonly (keyof MuleSoftOptions)[];

function problemsOf(name: string, value: unknown): string | readonly string[] | undefined {
  if (Object.hasOwn(VALIDATORS, name)) return VALIDATORS[name as keyof MuleSoftOptions](value);
  return unknownOption(name, OPTION_NAMES);
}

/**
 * The validated options; throws `JwtPolicyConfigurationError` with every problem. An option that is `undefined` is
 * refused where it would switch a check on: an unset variable must not open a door.
 */
export function validateOptions(options: unknown): MuleSoftOptions {
  if (!isPlainObject(options))
    throw new JwtPolicyConfigurationError([
      { path: 'muleSoftPolicies()', message: 'options must be an object.' },
    ]);
  const problems = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined && name !== 'issuer') return [];
    const messages = [problemsOf(name, value) ?? []].flat();
    return messages.map((message) => ({ path: `muleSoftPolicies().${name}`, message }));
  });
  if (problems.length > 0) throw new JwtPolicyConfigurationError(problems);
  return { ...options };
}

/** Whether unsigned tokens need both options: everything is production unless NODE_ENV is development or test. */
export function isProduction({ env }: MuleSoftOptions): boolean {
  const stage = env !== undefined && Object.hasOwn(env, 'NODE_ENV') ? env['NODE_ENV'] : undefined;
  return stage !== 'development' && stage !== 'test';
}

/** The text for one policy: the one for all, or that under its name. */
export function forPolicy(
  option: string | Readonly<Record<string, string>> | undefined,
  name: string,
): string | undefined {
  if (option === undefined || typeof option === 'string') return option;
  return Object.hasOwn(option, name) ? option[name] : undefined;
}
