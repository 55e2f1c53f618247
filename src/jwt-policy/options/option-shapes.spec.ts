import { describe, expect, it } from '@jest/globals';
import {
  AppliesToShape,
  IssuerShape,
  JwksShape,
  KNOWN_OPTIONS,
  ModuleShape,
  PolicyShape,
  TokenCacheShape,
} from './option-shapes.js';
import type {
  AppliesToOptions,
  IssuerOptions,
  JwksOptions,
  JwtPolicyOptions,
  PolicyOptions,
  TokenCacheOptions,
} from './options.js';

/** Every name of an options interface and no other: the compiler refuses a name too few and a name too many. */
type NamesOf<Options> = Readonly<Record<keyof Options, true>>;

const JWKS: NamesOf<JwksOptions> = {
  timeToLiveSeconds: true,
  maxStaleSeconds: true,
  timeoutMs: true,
  cooldownSeconds: true,
  allowInsecureHttp: true,
  shownAs: true,
};
const ISSUER: NamesOf<IssuerOptions> = {
  issuer: true,
  audience: true,
  algorithms: true,
  jwksUri: true,
  keys: true,
  jwks: true,
  clockToleranceSeconds: true,
  requireAud: true,
  requireExp: true,
  requireNbf: true,
  maxAgeSeconds: true,
  types: true,
  acceptIdTokens: true,
  acceptBoundTokens: true,
  allowMissingKid: true,
  scopeFrom: true,
  checks: true,
  hints: true,
};
const APPLIES_TO: NamesOf<AppliesToOptions> = { path: true, methods: true, when: true };
const POLICY: NamesOf<PolicyOptions> = {
  name: true,
  issuers: true,
  origin: true,
  checks: true,
  appliesTo: true,
  clients: true,
  claimsToHeaders: true,
  responses: true,
};
const TOKEN_CACHE: NamesOf<TokenCacheOptions> = { maxEntries: true, maxBytes: true };
const MODULE: NamesOf<JwtPolicyOptions> = {
  policies: true,
  issuers: true,
  checks: true,
  unmatchedRoutes: true,
  tokenCache: true,
  failFast: true,
  dangerouslyAllowUnguardedHandlers: true,
  notices: true,
  observers: true,
  clock: true,
  fetch: true,
};

describe('the names that are known at start', () => {
  it.each([
    ['jwks', JwksShape, JWKS],
    ['issuer', IssuerShape, ISSUER],
    ['appliesTo', AppliesToShape, APPLIES_TO],
    ['policy', PolicyShape, POLICY],
    ['token cache', TokenCacheShape, TOKEN_CACHE],
    ['module', ModuleShape, MODULE],
  ])('are those of the %s options as TypeScript knows them', (_level, shape, names) => {
    expect(KNOWN_OPTIONS.get(shape)?.toSorted()).toEqual(Object.keys(names).toSorted());
  });

  it('are listed for these six levels and no other', () => {
    expect(KNOWN_OPTIONS.size).toBe(6);
  });
});
