import { compileClaimDemand, type Rule } from '../../src/jwt-policy/claims/index.js';
import type { RefusalCode } from '../../src/jwt-policy/errors/index.js';
import type { Plan } from '../../src/jwt-policy/policy/index.js';
import type { Call } from '../../src/jwt-policy/tokens/index.js';
import { callOf, callWith, type PolicyBench } from './policy-bench.js';
import { generateKey } from './test-issuer.js';

/** A call that is refused, and by which step. */
export interface RefusalCase {
  readonly plan: Plan;
  readonly call: Call;
  readonly step: string;
}

/** Every code that a decision can have: the guard alone says that a context is not supported. */
export type DecisionCode = Exclude<RefusalCode, 'CONTEXT_UNSUPPORTED'>;

const STRANGER = generateKey('key-1', 'ES256');

/**
 * A call for each code. Every part of the token and of the call that its sender may choose, and that the case does not
 * need to be something else, holds `mark`.
 */
export function refusalCases(bench: PolicyBench, mark: string): Readonly<Record<DecisionCode, RefusalCase>> {
  const plan = bench.plan();
  const now = bench.clock.seconds;
  const marks = { sub: mark, jti: mark, nested: { list: [mark] }, scope: mark };
  const sent = {
    headers: { 'x-mark': mark },
    queryParams: { mark },
    uriParams: { mark },
    requestPath: `/${mark}`,
  };
  const token = (claims: object = {}, header: object = {}, key = bench.issuer.key): string =>
    bench.issuer.token({ claims: { ...marks, ...claims }, header: { mark, jku: mark, ...header }, key });
  const refused = (step: string, ...changes: Parameters<typeof token>): RefusalCase => ({
    step,
    plan,
    call: callWith(token(...changes), sent),
  });
  const unreadable = (step: string, authorization: string | readonly string[]): RefusalCase => ({
    step,
    plan,
    call: callOf({ ...sent, authorization }),
  });
  const by = (step: string, other: Plan, changes: object = {}): RefusalCase => ({
    step,
    plan: other,
    call: callWith(token(changes), sent),
  });
  const { keys: _keys, ...fetched } = bench.options();
  const thrower: Rule = {
    describe: 'throws',
    run: (value, { attributes }) => {
      throw new Error(`no good:\n    at ${String(value)} of ${JSON.stringify(attributes)}`);
    },
  };
  return {
    TOKEN_MISSING: unreadable('token', `Basic ${mark}`),
    TOKEN_AMBIGUOUS: unreadable('token', [`Bearer ${mark}`, `Bearer ${mark}`]),
    AUTHORIZATION_MALFORMED: unreadable('token', `Bearer ${mark} ${mark}`),
    TOKEN_MALFORMED: unreadable('parse', `Bearer ${mark}`),
    HEADER_REFUSED: refused('header', {}, { crit: [mark] }),
    CLAIM_MISSING: refused('issuer', { iss: undefined }),
    CLAIM_MALFORMED: refused('issuer', { iss: [mark] }),
    ISSUER_REFUSED: refused('issuer', { iss: mark }),
    ALGORITHM_REFUSED: refused('alg', {}, { alg: mark }),
    TOKEN_TYPE_REFUSED: refused('typ', {}, { typ: mark }),
    KEY_UNKNOWN: refused('key', {}, { kid: mark }),
    KEYS_UNAVAILABLE: by(
      'key',
      bench.plan({ issuers: [fetched], fetch: () => Promise.reject(new Error('no network here')) }),
    ),
    SIGNATURE_INVALID: refused('signature', {}, {}, STRANGER),
    TOKEN_EXPIRED: refused('exp', { exp: now - 3600 }),
    TOKEN_NOT_YET_VALID: refused('nbf', { nbf: now + 3600 }),
    AUDIENCE_REFUSED: refused('aud', { aud: [mark] }),
    BOUND_TOKEN_REFUSED: refused('cnf', { cnf: { jkt: mark } }),
    CLAIM_REFUSED: by(
      'rule sub',
      bench.plan({ issuers: [bench.options()], checks: [{ claim: 'sub', rule: 'bob' }] }),
    ),
    SCOPE_MISSING: by('scope', bench.plan(undefined, { scopes: { all: ['orders/read'], any: [] } })),
    CLAIM_RULE_FAILED: by(
      'rule sub',
      bench.plan(undefined, { rules: [compileClaimDemand({ claim: 'sub', rule: thrower })] }),
    ),
    NO_POLICY_APPLIES: by(
      'policy',
      bench.plan({
        policies: [{ name: 'other', issuers: [bench.options()], appliesTo: [{ path: '/other' }] }],
      }),
    ),
  };
}
