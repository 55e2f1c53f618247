import { beforeEach, describe, expect, it } from '@jest/globals';
import { callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import { encode, generateKey } from '../../../test/support/test-issuer.js';
import type { Call } from '../tokens/index.js';
import { DANGEROUSLY_UNSIGNED, type DerivedKeyOptions, type StaticKeyOptions } from '../keys/index.js';
import { decide } from './decide.js';
import { explain } from './explain.js';
import type { IssuerOptions, PolicyOptions } from '../options/index.js';
import type { Plan } from './plan.js';

let bench: PolicyBench;

beforeEach(() => {
  bench = new PolicyBench();
});

async function told(plan: Plan, call: Call): Promise<unknown> {
  const verdict = await decide(plan, call, bench.clock);
  const explanation = await explain(plan, call, bench.clock);
  expect(explanation.granted).toBe(verdict.granted);
  if (verdict.granted) return 'granted';
  expect(explanation.refusal).toEqual(verdict.refusal);
  return [verdict.refusal.code, verdict.step];
}

function derived(derive: DerivedKeyOptions['derive']): PolicyOptions['issuers'] {
  return [{ ...bench.options(), keys: { describe: 'the key of the tenant', derive } }];
}

describe('keys that are derived at each call', () => {
  it('may come from the result of the previous policy', async () => {
    const keys = new Map<unknown, StaticKeyOptions>([['alice', { key: bench.issuer.key.publicKey }]]);
    const derive: DerivedKeyOptions['derive'] = ({ authentication }) => keys.get(authentication?.principal);
    const first = { name: 'first', issuers: [bench.options()] };
    const second = { name: 'second', issuers: derived(derive) };
    const plan = bench.plan({ policies: [first, second] });
    expect(await told(plan, callWith(bench.issuer.token()))).toBe('granted');
    const bob = callWith(bench.issuer.token({ claims: { sub: 'bob' } }));
    expect(await told(plan, bob)).toEqual(['KEYS_UNAVAILABLE', 'key']);
    // Nothing has been established before the first policy.
    expect(await told(bench.plan({ policies: [second, first] }), callWith(bench.issuer.token()))).toEqual([
      'KEYS_UNAVAILABLE',
      'key',
    ]);
  });

  it('never come from a policy without signatures, because the sender chooses its claims', async () => {
    const { issuer, audience } = bench.options();
    const accepted: IssuerOptions = { issuer, audience, keys: DANGEROUSLY_UNSIGNED };
    const derive: DerivedKeyOptions['derive'] = ({ authentication }) =>
      authentication && { key: bench.issuer.key.publicKey };
    const policies = [
      { name: 'first', issuers: [accepted] },
      { name: 'second', issuers: derived(derive) },
    ];
    const call = callWith(bench.issuer.token());
    expect(await told(bench.plan({ policies }), call)).toEqual(['KEYS_UNAVAILABLE', 'key']);
  });

  it('see the call and the clock, and have a description', async () => {
    const seen: unknown[] = [];
    const plan = bench.plan({
      issuers: derived(({ attributes, now }) => {
        seen.push([attributes.headers['x-tenant'], now()]);
        return { key: bench.issuer.key.publicKey };
      }),
    });
    const call = callWith(bench.issuer.token(), { headers: { 'x-tenant': 'a' } });
    expect(await told(plan, call)).toBe('granted');
    const expected = ['a', bench.clock.now()];
    expect(seen).toEqual([expected, expected]);
    const { steps } = await explain(plan, call, bench.clock);
    expect(steps.find(({ step }) => step === 'key')?.expected).toBe('the key of the tenant');
  });

  it('verify the signature: another key, another alg and no signature do not pass', async () => {
    const { issuer } = bench;
    const plan = bench.plan({ issuers: derived(() => ({ key: issuer.key.publicKey })) });
    const forged = issuer.token({ key: generateKey('key-1', 'ES256') });
    expect(await told(plan, callWith(forged))).toEqual(['SIGNATURE_INVALID', 'signature']);
    for (const alg of ['none', 'RS256', 'HS256'])
      expect(await told(plan, callWith(issuer.token({ header: { alg } })))).toEqual([
        'ALGORITHM_REFUSED',
        'alg',
      ]);
    const unsigned = `${encode({ alg: 'ES256' })}.${encode({ iss: issuer.issuer })}.`;
    expect(await told(plan, callWith(unsigned))).toEqual(['TOKEN_MALFORMED', 'parse']);
  });

  it('are refused if they do not fit the accepted algorithm: no public key serves as a secret', async () => {
    const pem = bench.issuer.key.publicKey.export({ type: 'spki', format: 'pem' }) as string;
    const [issuer] = derived(() => ({ pem }));
    const hmac = bench.plan({ issuers: [{ ...issuer, algorithms: ['HS256'] } as never] });
    const call = callWith(bench.issuer.token({ header: { alg: 'HS256' } }));
    expect(await told(hmac, call)).toEqual(['ALGORITHM_REFUSED', 'key']);
  });

  it('cause no caching, because the next call may have another key', async () => {
    let key = bench.issuer.key.publicKey;
    let asked = 0;
    const plan = bench.plan({
      tokenCache: {},
      policies: [
        {
          name: 'default',
          issuers: [
            ...derived(() => {
              asked += 1;
              return { key };
            }),
            bench.options(bench.partner),
          ],
        },
      ],
    });
    const call = callWith(bench.issuer.token());
    await decide(plan, call, bench.clock);
    expect(await decide(plan, call, bench.clock)).toMatchObject({ granted: true });
    expect(asked).toBe(2);
    key = bench.partner.key.publicKey;
    expect(await decide(plan, call, bench.clock)).toMatchObject({ refusal: { code: 'SIGNATURE_INVALID' } });
  });
});
