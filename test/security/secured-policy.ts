import { expect } from '@jest/globals';
import type { RefusalCode } from '../../src/jwt-policy/errors/index.js';
import type { IssuerOptions } from '../../src/jwt-policy/options/index.js';
import { decide, type Plan } from '../../src/jwt-policy/policy/index.js';
import { callWith, PolicyBench } from '../support/policy-bench.js';
import { TestIssuer } from '../support/test-issuer.js';
import { isTokenCacheOn } from './token-cache.js';

/** A policy of one issuer whose key is at hand, without an app, on a clock that stands still. */
export class SecuredPolicy {
  private readonly bench = new PolicyBench();
  readonly clock = this.bench.clock;
  readonly issuer = new TestIssuer('https://id.test', this.clock);
  private readonly plain: Plan;
  private readonly scoped: Plan;

  /** @param changes to the options of the issuer */
  constructor(changes: Partial<IssuerOptions> = {}) {
    const { issuer, key } = this.issuer;
    const keys = { jwks: { keys: [key.jwk] } };
    const options = {
      issuers: [{ issuer, audience: 'orders', keys, ...changes }],
      tokenCache: isTokenCacheOn ? ({} as const) : (false as const),
    };
    this.plain = this.bench.plan(options);
    this.scoped = this.bench.plan(options, { scopes: { all: ['read'], any: [] } });
  }

  /** Decides a call with this token; a token that may have been cached by then must be decided as before. */
  decide(token: string): Promise<RefusalCode | 'granted'> {
    return this.decideBy(this.plain, token);
  }

  /** The same for a route that demands the scope `read`. */
  decideScoped(token: string): Promise<RefusalCode | 'granted'> {
    return this.decideBy(this.scoped, token);
  }

  private async decideBy(plan: Plan, token: string): Promise<RefusalCode | 'granted'> {
    const first = await decide(plan, callWith(token), this.clock);
    expect(await decide(plan, callWith(token), this.clock)).toEqual(first);
    return first.granted ? 'granted' : first.refusal.code;
  }
}
