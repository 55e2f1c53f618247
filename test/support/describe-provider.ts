import { describe, expect, it } from '@jest/globals';
import type { JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { ProviderBench, type ProviderToken } from './provider-bench.js';

/** One configuration of a provider: a token that it issues, what else passes, and what is refused with which words. */
export interface Provider {
  readonly options: Pick<JwtPolicyOptions, 'issuers'> | Pick<JwtPolicyOptions, 'policies'>;
  /** @default 'RS256' */
  readonly alg?: string;
  /** What stands at URLs beside the key set. */
  readonly documents?: Readonly<Record<string, unknown>>;
  /** The header that a proxy sends the token in. @default Authorization */
  readonly sentIn?: string;
  /** The URLs that are asked for keys, separated by blanks. */
  readonly fetched: string;
  /** The claims, but for `iat` and `exp`. */
  readonly token: Readonly<Record<string, unknown>>;
  /** Members of the token's header. */
  readonly header?: Readonly<Record<string, unknown>>;
  readonly passes?: Readonly<Record<string, Partial<ProviderToken>>>;
  readonly refuses: Readonly<Record<string, readonly [Partial<ProviderToken>, string | RegExp]>>;
}

/** Takes a claim away. */
export const REMOVED = undefined;
export const opaque = { as: () => 'Mc7GTbmFOUs0yTZMPRPnxA' };
export const encrypted = { as: (token: string) => `${token}.e30.e30` };

/** A call of a route that demands this scope. */
export const scope = (name: string) => ({ demands: { scopes: { all: [name], any: [] } } });

const NEVER: Provider['refuses'] = {
  'an expired token': [{ claims: { exp: 1 } }, /^TOKEN_EXPIRED: exp passed \d+ s ago/],
  'another algorithm': [{ header: { alg: 'PS256' } }, /^ALGORITHM_REFUSED/],
  'no algorithm': [
    { header: { alg: 'none' }, as: (token) => token.replace(/[^.]*$/, 'AA') },
    /^ALGORITHM_REFUSED/,
  ],
};

/** Decides on a token of the provider, on what else it may send, and on what is commonly sent in its place. */
export function describeProvider(name: string, provider: Provider): void {
  const { options, alg, documents, fetched, token, header, sentIn, passes = {}, refuses } = provider;
  const verdictOf = (bench: ProviderBench, { claims, ...change }: Partial<ProviderToken>): Promise<string> =>
    bench.verdictOf({
      ...(sentIn !== undefined && { sentIn }),
      ...change,
      header: { ...header, ...change.header },
      claims: { ...token, ...claims },
    });

  describe(`the options of ${name}`, () => {
    const bench = new ProviderBench(options, alg, documents);
    const passing = Object.entries({ 'a token of the provider': {}, ...passes });

    it.each(passing)('let pass: %s', async (_what, change) => {
      expect(await verdictOf(bench, change)).toBe('granted');
    });

    it.each(Object.entries({ ...NEVER, ...refuses }))('refuse: %s', async (_what, [change, told]) => {
      const said = await verdictOf(bench, change);
      if (typeof told === 'string') expect(said).toBe(told);
      else expect(said).toMatch(told);
    });

    it('ask for keys at the URL of the provider, once for all tokens', async () => {
      const fresh = new ProviderBench(options, alg, documents);
      for (const change of [{}, passes['another issuer'] ?? {}]) await verdictOf(fresh, change);
      expect(fresh.fetched.join(' ')).toBe(fetched);
    });
  });
}
