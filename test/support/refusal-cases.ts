import {
  compileClaimDemand,
  type ClaimCheckOptions,
  type RuleContext,
} from '../../src/jwt-policy/claims/index.js';
import type { ClientRegistry } from '../../src/jwt-policy/clients/index.js';
import type { ClientsOptions } from '../../src/jwt-policy/options/index.js';
import type { RefusalCode } from '../../src/jwt-policy/errors/index.js';
import type { Plan } from '../../src/jwt-policy/policy/index.js';
import { AmbiguousPathError } from '../../src/jwt-policy/routes/index.js';
import type { Call } from '../../src/jwt-policy/tokens/index.js';
import { callOf, callWith, type CallParts, type PolicyBench } from './policy-bench.js';
import { encode, generateKey, type TokenChanges } from './test-issuer.js';

/** A call that is refused, and by which step. */
export interface RefusalCase {
  readonly plan: Plan;
  readonly call: Call;
  readonly step: string;
}

/** The codes that the guard says before there is a decision. */
export const GUARD_CODES = ['CONTEXT_UNSUPPORTED', 'NOT_READY'] as const;

/** Every code that a decision can have. */
export type DecisionCode = Exclude<RefusalCode, (typeof GUARD_CODES)[number]>;

const STRANGER = generateKey('key-1', 'ES256');

/** What refusal cases are made of. Every part that a sender may choose holds `mark`, unless a case changes it. */
class CaseMaker {
  readonly plain: Plan;
  private readonly sent: CallParts;

  constructor(
    private readonly bench: PolicyBench,
    readonly mark: string,
  ) {
    this.plain = bench.plan();
    const details = { queryParams: { mark }, uriParams: { mark }, requestPath: `/${mark}` };
    this.sent = { headers: { 'x-mark': mark }, ...details };
  }

  /** The one issuer, with other options. */
  plan(changes: object): Plan {
    return this.bench.plan({ issuers: [{ ...this.bench.options(), ...changes }] });
  }

  rule(options: ClaimCheckOptions): Plan {
    return this.bench.plan(undefined, { rules: [compileClaimDemand(options)] });
  }

  check(options: ClaimCheckOptions): Plan {
    return this.bench.plan({ issuers: [this.bench.options()], checks: [options] });
  }

  /** A policy that looks up its clients. */
  clients(registry: ClientsOptions['registry']): Plan {
    return this.bench.plan({
      policies: [{ name: 'default', issuers: [this.bench.options()], clients: { registry } }],
    });
  }

  /** A call with a token. */
  refused(step: string, { claims = {}, header = {}, ...more }: TokenChanges, plan = this.plain): RefusalCase {
    const { mark } = this;
    const marks = { sub: mark, jti: mark, nested: { list: [mark] }, scope: mark };
    const token = this.bench.issuer.token({
      claims: { ...marks, ...claims },
      header: { mark, jku: mark, ...header },
      ...more,
    });
    return { step, plan, call: callWith(token, this.sent) };
  }

  /** A call whose token cannot be read. */
  unreadable(
    step: string,
    authorization: string | readonly string[],
    parameters: readonly string[] = [],
  ): RefusalCase {
    return { step, plan: this.plain, call: callOf({ ...this.sent, authorization, parameters }) };
  }
}

function thrower(value: unknown, { attributes }: RuleContext): never {
  throw new Error(`no good:\n    at ${String(value)} of ${JSON.stringify(attributes)}`);
}

/** What the path of an ambiguous call does when it is looked at. */
function ambiguous(): never {
  throw new AmbiguousPathError();
}

const downRegistry: ClientRegistry = {
  find: (clientId) => {
    throw new Error(`no connection to look up ${clientId}`);
  },
};

/** A call for each code. Every part of token and call that the case does not need otherwise holds `mark`. */
export function refusalCases(bench: PolicyBench, mark: string): Readonly<Record<DecisionCode, RefusalCase>> {
  const make = new CaseMaker(bench, mark);
  const now = bench.clock.seconds;
  const { keys: _keys, ...fetched } = bench.options();
  const fetch = () => Promise.reject(new Error('no network here'));
  const elsewhere = { name: 'other', issuers: [bench.options()], appliesTo: [{ path: '/other' }] };
  const when = { describe: 'depends on the path', matches: ambiguous };
  const byPath = { name: 'by path', issuers: [bench.options()], appliesTo: [{ when }] };
  const scopes = { all: ['orders/read'], any: [] };
  return {
    TOKEN_MISSING: make.unreadable('token', `Basic ${mark}`),
    TOKEN_AMBIGUOUS: make.unreadable('token', [`Bearer ${mark}`, `Bearer ${mark}`]),
    AUTHORIZATION_MALFORMED: make.unreadable('syntax', `Bearer ${mark} ${mark}`),
    TOKEN_MALFORMED: make.unreadable('parse', `Bearer ${mark}`),
    HEADER_REFUSED: make.refused('header', { header: { crit: [mark] } }),
    CLAIM_MISSING: make.refused('issuer', { claims: { iss: undefined } }),
    CLAIM_MALFORMED: make.refused('issuer', { claims: { iss: [mark] } }),
    ISSUER_REFUSED: make.refused('issuer', { claims: { iss: mark } }),
    ALGORITHM_REFUSED: make.refused('alg', { header: { alg: mark } }),
    TOKEN_TYPE_REFUSED: make.refused('typ', { header: { typ: mark } }),
    KEY_UNKNOWN: make.refused('key', { header: { kid: mark } }),
    KEYS_UNAVAILABLE: make.refused('key', {}, bench.plan({ issuers: [fetched], fetch })),
    SIGNATURE_INVALID: make.refused('signature', { key: STRANGER }),
    ACCESS_TOKEN_REQUIRED: make.refused('kind', { claims: { at_hash: mark } }),
    TOKEN_EXPIRED: make.refused('exp', { claims: { exp: now - 3600 } }),
    TOKEN_NOT_YET_VALID: make.refused('nbf', { claims: { nbf: now + 3600 } }),
    AUDIENCE_REFUSED: make.refused('aud', { claims: { aud: [mark] } }),
    BOUND_TOKEN_REFUSED: make.refused('cnf', { claims: { cnf: { jkt: mark } } }),
    CLAIM_REFUSED: make.refused('rule sub', {}, make.check({ claim: 'sub', rule: 'bob' })),
    SCOPE_MISSING: make.refused('scope', {}, bench.plan(undefined, { scopes })),
    CLAIM_RULE_FAILED: make.refused('rule sub', {}, make.rule({ claim: 'sub', rule: thrower })),
    CLIENT_UNRESOLVED: make.refused('client', { claims: { client_id: [mark] } }, make.clients({})),
    CLIENT_NOT_APPROVED: make.refused('client', { claims: { client_id: mark } }, make.clients({})),
    CLIENTS_UNAVAILABLE: make.refused('client', { claims: { client_id: mark } }, make.clients(downRegistry)),
    PATH_AMBIGUOUS: make.refused('policy', {}, bench.plan({ policies: [byPath] })),
    NO_POLICY_APPLIES: make.refused('policy', {}, bench.plan({ policies: [elsewhere] })),
  };
}

/** The other ways to a code that has more than one. */
export function furtherRefusalCases(
  bench: PolicyBench,
  mark: string,
): readonly (readonly [code: DecisionCode, RefusalCase])[] {
  const make = new CaseMaker(bench, mark);
  const later = bench.clock.seconds + 3600;
  const claims = (changes: object): TokenChanges => ({ claims: { ...changes } });
  const header = (changes: object): TokenChanges => ({ header: { ...changes } });
  const tier = { claim: 'tier', rule: 'gold' };
  const none = (): boolean => false;
  return [
    ['TOKEN_AMBIGUOUS', make.unreadable('token', `Bearer ${mark}`, ['access_token'])],
    ['AUTHORIZATION_MALFORMED', make.unreadable('token', [], ['access_token'])],
    ['AUTHORIZATION_MALFORMED', make.unreadable('token', ` ${mark}`)],
    ['TOKEN_MALFORMED', make.unreadable('parse', `Bearer ${encode(mark)}.${encode({ mark })}.AAAA`)],
    ['TOKEN_MALFORMED', make.unreadable('parse', `Bearer ${encode({ mark })}.${encode([mark])}.AAAA`)],
    ['HEADER_REFUSED', make.refused('header', header({ b64: mark }))],
    ['HEADER_REFUSED', make.refused('key', header({ kid: [mark] }))],
    ['TOKEN_TYPE_REFUSED', make.refused('typ', header({ typ: { mark } }))],
    ['TOKEN_TYPE_REFUSED', make.refused('typ', header({ typ: undefined }), make.plan({ types: ['at+jwt'] }))],
    ['KEY_UNKNOWN', make.refused('key', header({ kid: undefined }))],
    ['ACCESS_TOKEN_REQUIRED', make.refused('kind', claims({ s_hash: { mark } }))],
    ['ACCESS_TOKEN_REQUIRED', make.refused('kind', claims({ token_use: 'id', sub: mark }))],
    ['ACCESS_TOKEN_REQUIRED', make.refused('kind', claims({ typ: 'Refresh', sub: mark }))],
    ['CLAIM_MISSING', make.refused('exp', claims({ exp: undefined }))],
    ['CLAIM_MISSING', make.refused('iat', claims({ iat: undefined }), make.plan({ maxAgeSeconds: 60 }))],
    ['CLAIM_MISSING', make.refused('aud', claims({ aud: undefined }))],
    ['CLAIM_MISSING', make.refused('rule tier', {}, make.check(tier))],
    ['CLAIM_MALFORMED', make.refused('exp', claims({ exp: mark }))],
    ['CLAIM_MALFORMED', make.refused('nbf', claims({ nbf: [mark] }))],
    ['CLAIM_MALFORMED', make.refused('iat', claims({ iat: { mark } }))],
    ['CLAIM_MALFORMED', make.refused('aud', claims({ aud: { mark } }))],
    ['TOKEN_NOT_YET_VALID', make.refused('iat', claims({ iat: later }))],
    ['TOKEN_EXPIRED', make.refused('iat', claims({ iat: 1 }), make.plan({ maxAgeSeconds: 60 }))],
    ['BOUND_TOKEN_REFUSED', make.refused('cnf', claims({ cnf: mark }))],
    ['CLAIM_REFUSED', make.refused('rule sub', {}, make.check({ claim: 'sub', rule: thrower }))],
    ['CLAIM_REFUSED', make.refused('rule token', {}, make.check({ rule: none }))],
    ['CLAIM_RULE_FAILED', make.refused('rule tier', {}, make.rule(tier))],
    ['CLAIM_RULE_FAILED', make.refused('rule sub', {}, make.rule({ claim: 'sub', rule: ['bob'] }))],
  ];
}
