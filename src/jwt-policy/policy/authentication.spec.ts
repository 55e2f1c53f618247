import { beforeEach, describe, expect, it } from '@jest/globals';
import { callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import { compileClaimDemand, type PriorAuthentication, type RuleContext } from '../claims/index.js';
import { decide } from './decide.js';
import { explain } from './explain.js';
import type { PolicyOptions } from '../options/index.js';

let bench: PolicyBench;
let seen: (PriorAuthentication | undefined)[];

beforeEach(() => {
  bench = new PolicyBench();
  seen = [];
});

const look = (_claims: unknown, { authentication }: RuleContext): boolean => {
  seen.push(authentication);
  return true;
};

function policy(name: string, more: object = {}): PolicyOptions {
  return { name, issuers: [bench.options()], checks: [{ rule: look }], ...more };
}

const REGISTRY = { batch: { status: 'approved', name: 'Batch' }, web: { status: 'approved' } } as const;

describe('authentication', () => {
  it('is undefined for the only policy, and the result of that policy for the demands of the route', async () => {
    const plan = bench.plan({ policies: [policy('only')] }, { rules: [compileClaimDemand({ rule: look })] });
    const jwt = bench.issuer.token();
    expect(await decide(plan, callWith(jwt), bench.clock)).toMatchObject({ granted: true });
    const claims = expect.objectContaining({ sub: 'alice', aud: 'orders' });
    const established = {
      clientId: null,
      clientName: null,
      principal: 'alice',
      properties: { claims, jwt },
    };
    expect(seen).toEqual([undefined, established]);
  });

  it('is the result of the previous policy, with its client, for each further one, and of the last for the demands', async () => {
    const clients = (claim: string): object => ({ clients: { registry: REGISTRY, clientId: claim } });
    const plan = bench.plan(
      { policies: [policy('a', clients('client_id')), policy('b'), policy('c', clients('azp'))] },
      { rules: [compileClaimDemand({ rule: look })] },
    );
    const jwt = bench.issuer.token({ claims: { client_id: 'batch', azp: 'web', sub: 7 } });
    const verdict = await decide(plan, callWith(jwt), bench.clock);
    expect(seen.map((one) => one && [one.clientId, one.clientName, one.principal])).toEqual([
      undefined,
      ['batch', 'Batch', null],
      [null, null, null],
      ['web', null, null],
    ]);
    expect(verdict).toMatchObject({
      policy: 'c',
      client: { id: 'web' },
      results: { a: { client: { id: 'batch', name: 'Batch' } }, c: { client: { id: 'web' } } },
    });
    expect(verdict).not.toHaveProperty('results.b.client');
  });

  it('is the same for a cached token', async () => {
    const plan = bench.plan({ policies: [policy('a'), policy('b')], tokenCache: {} });
    const call = callWith(bench.issuer.token());
    await decide(plan, call, bench.clock);
    const first = seen;
    seen = [];
    await decide(plan, call, bench.clock);
    expect(seen).toEqual(first);
    expect(seen.map((one) => one?.principal)).toEqual([undefined, 'alice']);
  });

  it('holds the token for rules only: no verdict, result or explanation has it', async () => {
    const plan = bench.plan({
      policies: [policy('a'), policy('b', { checks: [{ claim: 'sub', rule: 'bob' }] })],
    });
    const open = bench.plan({ policies: [policy('a'), policy('b')] });
    const jwt = bench.issuer.token();
    const call = callWith(jwt);
    const all = [
      await decide(plan, call, bench.clock),
      await decide(open, call, bench.clock),
      await explain(plan, call, bench.clock),
      await explain(open, call, bench.clock),
    ];
    expect(JSON.stringify(all)).not.toContain(jwt.slice(0, 40));
    expect(JSON.stringify(all)).not.toContain(jwt.split('.')[2]);
  });

  it('is undefined for a policy that did not verify the token, in explain too', async () => {
    const stranger = { ...policy('a'), issuers: [bench.options(bench.partner)] };
    const plan = bench.plan({ policies: [stranger, policy('b')] });
    const explained = await explain(plan, callWith(bench.issuer.token()), bench.clock);
    expect(explained).toMatchObject({ granted: false, refusal: { code: 'ISSUER_REFUSED' } });
    expect(seen).toEqual([undefined]);
  });
});
