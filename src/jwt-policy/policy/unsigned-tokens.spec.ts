import { beforeEach, describe, expect, it } from '@jest/globals';
import { callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import { encode } from '../../../test/support/test-issuer.js';
import * as library from '../index.js';
import * as keys from '../keys/index.js';
import { decide } from './decide.js';
import { explain } from './explain.js';
import { normalizeOptions } from '../options/normalize-options.js';
import type { IssuerOptions } from '../options/index.js';
import type { Plan } from './plan.js';

let bench: PolicyBench;
let open: IssuerOptions;
let plan: Plan;

beforeEach(() => {
  bench = new PolicyBench();
  const { algorithms: _algorithms, ...options } = bench.options();
  open = { ...options, keys: keys.DANGEROUSLY_UNSIGNED };
  plan = bench.plan({ issuers: [open] });
});

function claims(changes: object = {}): object {
  const now = bench.clock.seconds;
  return { iss: bench.issuer.issuer, aud: 'orders', sub: 'alice', iat: now, exp: now + 60, ...changes };
}

function unsigned(header: unknown, payload: unknown = claims(), signature = ''): string {
  return `${encode(header)}.${encode(payload)}.${signature}`;
}

async function told(token: string, by: Plan = plan): Promise<unknown> {
  const call = callWith(token);
  const verdict = await decide(by, call, bench.clock);
  const explanation = await explain(by, call, bench.clock);
  expect(explanation.granted).toBe(verdict.granted);
  return verdict.granted ? 'granted' : verdict.refusal.code;
}

describe('a policy that verifies no signature', () => {
  it('takes alg none with an empty third segment, which no other policy does', async () => {
    const token = unsigned({ alg: 'none', typ: 'JWT' });
    expect(await told(token)).toBe('granted');
    expect(await told(token, bench.plan())).toBe('TOKEN_MALFORMED');
    expect(await told(`${token}AAAA`, bench.plan())).toBe('ALGORITHM_REFUSED');
  });

  it.each(['none', 'NONE', 'HS256', 'RS256', 'ES256', 'made up', undefined, null, 7, ['none']])(
    'takes any alg: %j',
    async (alg) => {
      expect(await told(unsigned({ alg }))).toBe('granted');
      expect(await told(unsigned({ alg }, claims(), 'AAAA'))).toBe('granted');
    },
  );

  it('takes a signed token, whoever signed it', async () => {
    expect(await told(bench.issuer.token())).toBe('granted');
    expect(await told(bench.partner.token({ claims: { iss: bench.issuer.issuer } }))).toBe('granted');
  });

  it.each([
    ['an empty payload', `${encode({ alg: 'none' })}..`],
    ['an empty header', `.${encode({})}.`],
    ['two segments', `${encode({ alg: 'none' })}.${encode({})}`],
    ['four segments', `${encode({ alg: 'none' })}.${encode({})}..`],
    ['a payload that is no object', `${encode({ alg: 'none' })}.${encode([])}.`],
    ['a third segment that is not canonical', `${encode({ alg: 'none' })}.${encode({})}.AB`],
    ['padding', `${encode({ alg: 'none' })}.${encode({})}.====`],
  ])('refuses %s', async (_what, token) => {
    expect(['TOKEN_MALFORMED', 'AUTHORIZATION_MALFORMED']).toContain(await told(token));
  });

  it.each<[string, object, string]>([
    ['a time that has passed', { exp: 1 }, 'TOKEN_EXPIRED'],
    ['no exp', { exp: undefined }, 'CLAIM_MISSING'],
    ['a time to come', { nbf: 9e9 }, 'TOKEN_NOT_YET_VALID'],
    ['another audience', { aud: 'other' }, 'AUDIENCE_REFUSED'],
    ['another issuer', { iss: 'https://other.test' }, 'ISSUER_REFUSED'],
    ['a binding to a key', { cnf: { jkt: 'x' } }, 'BOUND_TOKEN_REFUSED'],
  ])('still refuses %s', async (_what, changes, code) => {
    expect(await told(unsigned({ alg: 'none' }, claims(changes)))).toBe(code);
  });

  it.each<[object, string]>([
    [{ crit: ['exp'] }, 'HEADER_REFUSED'],
    [{ b64: false }, 'HEADER_REFUSED'],
    [{ b64: 'true' }, 'HEADER_REFUSED'],
    [{ typ: 'logout+jwt' }, 'TOKEN_TYPE_REFUSED'],
  ])('still refuses the header %j', async (header, code) => {
    expect(await told(unsigned({ alg: 'none', ...header }))).toBe(code);
  });

  it('caches nothing', async () => {
    const remembering = bench.plan({ issuers: [open], tokenCache: {} });
    expect(remembering.policies[0]?.cached).toBeUndefined();
    expect(await told(unsigned({ alg: 'none' }), remembering)).toBe('granted');
  });

  it('does not weaken the other policies', async () => {
    const both = bench.plan({
      policies: [
        { name: 'open', issuers: [open] },
        { name: 'strict', issuers: [bench.options()] },
      ],
    });
    expect(await told(unsigned({ alg: 'none' }), both)).toBe('TOKEN_MALFORMED');
    expect(await told(bench.issuer.token(), both)).toBe('granted');
  });

  it('shows in explain that signatures are not verified', async () => {
    const { steps } = await explain(plan, callWith(unsigned({ alg: 'none' })), bench.clock);
    expect(steps.map(({ step }) => step).slice(4, 8)).toEqual(['issuer', 'typ', 'signature', 'kind']);
    expect(steps[6]?.expected).toBe('nothing: signatures are not verified');
  });

  it('is logged at start', () => {
    expect(normalizeOptions({ issuers: [open] }).optOuts).toEqual([
      'Policy "default" accepts unsigned tokens (anybody who can reach the service can write them) for issuer "https://id.example.com".',
    ]);
  });

  it.each<[string, (issuer: IssuerOptions) => unknown, string]>([
    ['algorithms', (one) => ({ issuers: [{ ...one, algorithms: ['RS256'] }] }), 'issuers[0].algorithms'],
    [
      'jwksUri',
      (one) => ({ issuers: [{ ...one, jwksUri: 'https://id.example.com/jwks' }] }),
      'issuers[0].keys',
    ],
    ['another issuer', (one) => ({ issuers: [one, { ...one, issuer: 'https://b.test' }] }), 'issuers'],
    [
      'other keys',
      (one) => ({ issuers: [{ ...one, keys: [keys.DANGEROUSLY_UNSIGNED] }] }),
      'issuers[0].keys[0]',
    ],
  ])('cannot be combined with %s', (_what, options, path) => {
    let problems: unknown;
    try {
      normalizeOptions(options(open) as never);
    } catch (error) {
      ({ problems } = error as { problems: unknown });
    }
    expect(problems).toContainEqual(expect.objectContaining({ path }));
  });

  it.each([
    null,
    'none',
    Symbol('signatures are not verified'),
    Symbol.for('DANGEROUSLY_UNSIGNED'),
    false,
    {},
  ])('cannot be switched on by %p instead of keys', (value) => {
    expect(() => normalizeOptions({ issuers: [{ ...open, keys: value as never }] })).toThrow('keys');
  });

  it('is not exported by the package', () => {
    expect(Object.values(library)).not.toContain(keys.DANGEROUSLY_UNSIGNED);
    expect(Object.keys(library)).not.toContain('DANGEROUSLY_UNSIGNED');
  });
});
