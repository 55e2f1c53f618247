import { describe, expect, it } from '@jest/globals';
import { PolicyBench } from '../../../test/support/policy-bench.js';
import type { ClientsOptions } from './clients-options.js';
import type { IssuerOptions } from './issuer-options.js';
import type { JwksOptions } from './jwks-options.js';
import type { JwtPolicyOptions, TokenCacheOptions } from './module-options.js';
import { normalizeOptions } from './normalize-options.js';
import type { AppliesToOptions, PolicyOptions } from './policy-options.js';

const issuer: IssuerOptions = new PolicyBench().options();
const { audience: _audience, ...withoutAudience } = issuer;
const policy: PolicyOptions = { name: 'orders', issuers: [issuer] };

const normalized = (options: JwtPolicyOptions) => () => normalizeOptions(options);

// The compiler refuses what stands below @ts-expect-error; at run time it stops the start as well.
describe('the types of the options', () => {
  it('require an audience: null says that it is not checked', () => {
    const unchecked: IssuerOptions = { ...issuer, audience: null };
    // @ts-expect-error audience is missing
    const missing: IssuerOptions = withoutAudience;
    expect(normalized({ issuers: [unchecked] })).not.toThrow();
    expect(normalized({ issuers: [missing] })).toThrow('issuers[0].audience: is required');
  });

  it('require the name and the issuers of a policy, and the registry of its clients', () => {
    // @ts-expect-error name is missing
    const nameless: PolicyOptions = { issuers: [issuer] };
    // @ts-expect-error issuers is missing
    const bare: PolicyOptions = { name: 'orders' };
    // @ts-expect-error registry is missing
    const clients: ClientsOptions = { clientId: 'azp' };
    expect(normalized({ policies: [nameless] })).toThrow('policies[0].name: is required');
    expect(normalized({ policies: [bare] })).toThrow('policies[0].issuers: is required');
    expect(normalized({ policies: [{ ...policy, clients }] })).toThrow('clients.registry: is required');
  });

  it('take policies, or issuers with their checks, and never both', () => {
    // @ts-expect-error checks stand in the policies
    const both: JwtPolicyOptions = { policies: [policy], checks: [] };
    // @ts-expect-error neither policies nor issuers
    const neither: JwtPolicyOptions = {};
    expect(normalized({ policies: [policy] })).not.toThrow();
    expect(normalized({ issuers: [issuer], checks: [{ claim: 'tier', rule: 'gold' }] })).not.toThrow();
    expect(normalized(both)).toThrow('checks: cannot stand beside policies');
    expect(normalized(neither)).toThrow('must have either policies');
  });

  it('refuse undefined, because an unset variable must not switch a check off', () => {
    // @ts-expect-error undefined is no limit
    const ageless: IssuerOptions = { ...issuer, maxAgeSeconds: undefined };
    // @ts-expect-error undefined is no row
    const everywhere: AppliesToOptions = { path: undefined };
    expect(normalized({ issuers: [ageless] })).toThrow('issuers[0].maxAgeSeconds');
    expect(normalized({ policies: [{ ...policy, appliesTo: [everywhere] }] })).toThrow('appliesTo[0].path');
  });

  it('refuse null where it has no meaning', () => {
    // @ts-expect-error null is no URL
    const nowhere: IssuerOptions = { ...issuer, jwksUri: null };
    // @ts-expect-error null is no number
    const jwks: JwksOptions = { cooldownSeconds: null };
    // @ts-expect-error null is no number
    const tokenCache: TokenCacheOptions = { maxEntries: null };
    expect(normalized({ issuers: [nowhere] })).toThrow('issuers[0].jwksUri: must be a URL');
    expect(normalized({ issuers: [{ ...issuer, jwks }] })).toThrow('jwks.cooldownSeconds: must be');
    expect(normalized({ issuers: [issuer], tokenCache })).toThrow('tokenCache.maxEntries: must be');
  });

  it('cannot be changed by whoever reads them', () => {
    // @ts-expect-error options are read-only
    const change = (): string => (issuer.issuer = 'https://other.example.com');
    expect(change).toBeDefined();
  });
});
