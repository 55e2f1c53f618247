import { expect, test } from '@jest/globals';
import type { NormalizedOptions } from '../options/index.js';
import type { JwtPolicyState } from './request-state.js';
import { tokenEndMs } from './token-end.js';

const OPTIONS = {
  policies: [
    {
      name: 'shop',
      issuers: [
        { issuer: 'https://id.test', clockToleranceSeconds: 60 },
        { issuer: 'https://other.test', clockToleranceSeconds: 5 },
      ],
    },
    { name: 'partners', issuers: [{ issuer: null, clockToleranceSeconds: 10 }] },
  ],
} as unknown as NormalizedOptions;

type Granted = readonly [policy: string, issuer: string | null, exp: number | undefined];

/** The state of a call that was granted by these policies, each with a token of its own. */
function stateOf(...granted: readonly Granted[]): JwtPolicyState {
  const results = granted.map(([policy, issuer, exp]) => [policy, { policy, issuer, claims: { exp } }]);
  return { results: Object.fromEntries(results) as unknown } as JwtPolicyState;
}

test.each<[string, readonly Granted[], number | undefined]>([
  ['its exp and the tolerance of its issuer', [['shop', 'https://id.test', 1000]], 1_060_000],
  ['the tolerance of another issuer of the policy', [['shop', 'https://other.test', 1000]], 1_005_000],
  ['a policy that does not compare issuers', [['partners', null, 1000]], 1_010_000],
  ['an exp with a fraction', [['partners', null, 0.5]], 10_500],
  ['an exp of zero', [['partners', null, 0]], 10_000],
  ['no exp', [['shop', 'https://id.test', undefined]], undefined],
  ['no token at all', [], undefined],
  ['an issuer that the policy has not', [['shop', 'https://gone.test', 1000]], 1_000_000],
  ['a policy that is not known', [['gone', 'https://id.test', 1000]], 1_000_000],
])('a token ends by %s', (_what, granted, end) => {
  expect(tokenEndMs(stateOf(...granted), OPTIONS)).toBe(end);
});

test.each<[string, Granted, Granted, number]>([
  ['by exp', ['shop', 'https://id.test', 1000], ['partners', null, 2000], 1_060_000],
  ['by the tolerance', ['shop', 'https://id.test', 1000], ['partners', null, 1001], 1_011_000],
  ['as the only one that ends', ['shop', 'https://id.test', 1000], ['partners', null, undefined], 1_060_000],
])('of several tokens the first end counts: %s', (_how, one, other, end) => {
  expect([tokenEndMs(stateOf(one, other), OPTIONS), tokenEndMs(stateOf(other, one), OPTIONS)]).toEqual([
    end,
    end,
  ]);
});
