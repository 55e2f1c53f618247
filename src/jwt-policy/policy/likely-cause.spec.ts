import { describe, expect, it } from '@jest/globals';
import { callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import { decide } from './decide.js';
import { explain } from './explain.js';
import { normalizeOptions } from '../options/normalize-options.js';
import type { RefusalHint } from '../options/index.js';

const bench = new PolicyBench();

const OTHER_API: RefusalHint = {
  code: 'AUDIENCE_REFUSED',
  message: 'the token is for the billing API: ask for one with the audience orders',
  matches: ({ aud }) => aud === 'billing',
};

function planWith(...hints: readonly unknown[]) {
  return bench.plan({ issuers: [{ ...bench.options(), hints: hints as RefusalHint[] }], tokenCache: {} });
}

async function detailOf(hints: readonly unknown[], claims: object, tokenOf = (token: string) => token) {
  const plan = planWith(...hints);
  const token = tokenOf(bench.issuer.token({ claims: { ...claims } }));
  const details = [];
  // The second time the token may be one that is cached.
  for (let time = 0; time < 2; time += 1) {
    const verdict = await decide(plan, callWith(token), bench.clock);
    details.push(verdict.granted ? 'granted' : verdict.refusal.detail);
  }
  details.push((await explain(plan, callWith(token), bench.clock)).refusal?.detail ?? 'granted');
  expect(new Set(details).size).toBe(1);
  return details[0];
}

const REFUSED = 'aud names none of the accepted audiences: "orders"';

describe('a hint', () => {
  it('adds the likely cause to the detail of a refusal: new, cached and explained alike', async () => {
    expect(await detailOf([OTHER_API], { aud: 'billing' })).toBe(
      `${REFUSED}; likely cause: ${OTHER_API.message}`,
    );
  });

  it('is silent about a token that it does not know', async () => {
    expect(await detailOf([OTHER_API], { aud: 'shipping' })).toBe(REFUSED);
  });

  it('is silent about another refusal of such a token', async () => {
    expect(await detailOf([OTHER_API], { aud: 'billing', exp: 1 })).toMatch(/^exp passed [^;]* s\)$/);
  });

  it('decides nothing: a token that it knows passes when nothing refuses it', async () => {
    expect(await detailOf([{ ...OTHER_API, matches: () => true }], {})).toBe('granted');
  });

  it('is told where the first that matches stands', async () => {
    const any = { ...OTHER_API, message: 'the audience is wrong', matches: () => true };
    expect(await detailOf([OTHER_API, any], { aud: 'billing' })).toContain('billing API');
    expect(await detailOf([OTHER_API, any], { aud: 'shipping' })).toContain('the audience is wrong');
  });

  it('of any issuer is asked where the token names none of them', async () => {
    const hint = {
      code: 'ISSUER_REFUSED',
      message: 'the other name of the issuer',
      matches: ({ iss = '' }) => iss.endsWith('/old'),
    };
    const plan = bench.plan({
      issuers: [bench.options(), { ...bench.options(bench.partner), hints: [hint as RefusalHint] }],
    });
    const token = bench.issuer.token({ claims: { iss: 'https://id.example.com/old' } });
    expect(await decide(plan, callWith(token), bench.clock)).toMatchObject({
      refusal: {
        detail:
          'iss is none of the accepted issuers: "https://id.example.com", "https://partner.example.com"; likely cause: the other name of the issuer',
      },
    });
  });

  it('of another issuer is not asked about a token whose issuer is known', async () => {
    const plan = bench.plan({
      issuers: [bench.options(), { ...bench.options(bench.partner), hints: [OTHER_API] }],
    });
    const token = bench.issuer.token({ claims: { aud: 'billing' } });
    expect(await decide(plan, callWith(token), bench.clock)).toMatchObject({ refusal: { detail: REFUSED } });
  });

  it('sees the text of a token that cannot be parsed, and no claims', async () => {
    const hint = {
      code: 'TOKEN_MALFORMED',
      message: 'the token is opaque',
      matches: (claims: object, token: string) => Object.keys(claims).length === 0 && !token.includes('.'),
    };
    expect(await detailOf([hint], {}, () => 'abcdef')).toMatch(/; likely cause: the token is opaque$/);
  });

  it('about a call without a token sees an empty text', async () => {
    const hint = {
      code: 'TOKEN_MISSING',
      message: 'no proxy',
      matches: (_claims: object, token: string) => token === '',
    };
    const verdict = await decide(planWith(hint), callWith('x', { authorization: [] }), bench.clock);
    expect(verdict).toMatchObject({ refusal: { detail: 'no Authorization header; likely cause: no proxy' } });
  });

  it('about a demand of the route is asked as well', async () => {
    const hint = { code: 'SCOPE_MISSING', message: 'roles are no scopes', matches: () => true } as const;
    const demands = { scopes: { all: ['read'], any: [] } };
    const plan = bench.plan({ issuers: [{ ...bench.options(), hints: [hint] }] }, demands);
    const call = callWith(bench.issuer.token());
    const told = expect.stringMatching(/; likely cause: roles are no scopes$/);
    expect(await decide(plan, call, bench.clock)).toMatchObject({ refusal: { detail: told } });
    expect((await explain(plan, call, bench.clock)).refusal?.detail).toEqual(told);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('x');
      },
    ],
    ['returns a promise', () => Promise.resolve(true)],
    ['returns a promise that is rejected', () => Promise.reject(new Error('x'))],
    ['returns what is merely truthy', () => 1],
  ])('that %s is ignored', async (_what, matches) => {
    expect(await detailOf([{ ...OTHER_API, matches }], { aud: 'billing' })).toBe(REFUSED);
  });
});

describe('the option hints', () => {
  it.each<[unknown, string]>([
    [undefined, 'hints'],
    ['x', 'hints'],
    [[null], 'hints[0]'],
    [[OTHER_API, { ...OTHER_API, code: 'NO_CODE' }], 'hints[1]'],
    [[{ ...OTHER_API, code: 'toString' }], 'hints[0]'],
    [[{ ...OTHER_API, code: 1 }], 'hints[0]'],
    [[{ ...OTHER_API, message: '' }], 'hints[0]'],
    [[{ ...OTHER_API, message: 1 }], 'hints[0]'],
    [[{ ...OTHER_API, name: '' }], 'hints[0]'],
    [[{ ...OTHER_API, name: 1 }], 'hints[0]'],
    [[{ ...OTHER_API, mender: 'nobody' }], 'hints[0]'],
    [[{ ...OTHER_API, matches: 'x' }], 'hints[0]'],
  ])('refuses %j', (hints, path) => {
    const issuer = { ...bench.options(), hints } as never;
    expect(() => normalizeOptions({ issuers: [issuer] })).toThrow(`issuers[0].${path}: must be`);
  });
});
