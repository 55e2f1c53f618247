import { isPlainObject } from '../claims/index.js';
import type { RefusalCode } from '../errors/index.js';
import { isSymmetric } from '../keys/index.js';
import { normalizeOptions, type NormalizedIssuer, type NormalizedOptions } from '../options/index.js';
import { BAD_TOKEN_KINDS, BAD_TOKEN_NAMES, type BadTokenName, type TokenMaker } from './bad-tokens.js';
import type { IssuerState, TokenClaims } from './issuer-state.js';

/** A token that must not pass. */
export interface BadToken {
  readonly bad: BadTokenName;
  /** What is wrong with it, in words. */
  readonly what: string;
  /** Its text; empty for `missing`, where no header is sent. */
  readonly token: string;
  /** The code of its refusal; undefined where the options of the application accept such tokens. */
  readonly code: RefusalCode | undefined;
  /** The option that accepts it, such as `requireExp: false`. */
  readonly acceptedBy?: string;
}

/** One function for each way to be bad. The claims are put into the token as into a valid one. */
export type BadTokens = Readonly<Record<BadTokenName, (claims?: TokenClaims) => BadToken>>;

function makerOf(state: IssuerState, given: TokenClaims, app: NormalizedOptions | undefined): TokenMaker {
  const algorithm = state.algorithm(app);
  return {
    now: state.clock.seconds,
    algorithm,
    options: state.expectations(app),
    publicKey: () => state.signingKey(isSymmetric(algorithm) ? 'ES256' : algorithm).pair.verifying,
    foreignKey: () => state.foreignPair(algorithm).signing,
    token: (claims, changes) => state.token({ ...given, ...claims }, changes, app),
  };
}

/** What is expected where the policies of a route differ: one that refuses is enough. */
function expectedOf(
  bad: BadTokenName,
  options: readonly NormalizedIssuer[],
): Pick<BadToken, 'code' | 'acceptedBy'> {
  const all = options.map((one) => BAD_TOKEN_KINDS[bad].expect(one));
  const code = all.find((one) => typeof one === 'string');
  const [first] = all;
  return code === undefined && typeof first === 'object' ? { code, acceptedBy: first.acceptedBy } : { code };
}

/** Names a key set that nobody fetches. */
const UNUSED_URL = 'https://issuer.test/keys';

/** What the defaults of the options say, for an issuer that no application knows yet. */
function defaultExpectations({ name, given }: IssuerState): readonly NormalizedIssuer[] {
  const issuer = { issuer: name, audience: given.audience ?? null, jwksUri: UNUSED_URL };
  return normalizeOptions({ issuers: [issuer] }).policies.flatMap(({ issuers }) => issuers);
}

/** Makes a bad token for one application, by default the one that was compiled last. */
export function makeBadToken(
  state: IssuerState,
  bad: BadTokenName,
  claims: TokenClaims = {},
  app?: NormalizedOptions,
  options: readonly NormalizedIssuer[] = state.expectations(app),
): BadToken {
  const { what, make } = BAD_TOKEN_KINDS[bad];
  const expected = options.length === 0 ? defaultExpectations(state) : options;
  const token = make(makerOf(state, claims, app));
  return Object.freeze({ bad, what, token, ...expectedOf(bad, expected) });
}

/** `issuer.bad`. */
export function badTokens(state: IssuerState): BadTokens {
  return Object.freeze(
    Object.fromEntries(
      BAD_TOKEN_NAMES.map((bad) => [bad, (claims?: TokenClaims) => makeBadToken(state, bad, claims)]),
    ),
  ) as BadTokens;
}

/** Tells a bad token from claims: an object with a known `bad` and a `token`, or `{ bad }` alone. */
export function isBadToken(value: unknown): value is BadToken | { readonly bad: BadTokenName } {
  if (!isPlainObject(value) || !BAD_TOKEN_NAMES.includes(value['bad'] as BadTokenName)) return false;
  return typeof value['token'] === 'string' || Object.keys(value).length === 1;
}
