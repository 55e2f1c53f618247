import { beforeEach, describe, expect, it } from '@jest/globals';
import { callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import {
  encode,
  generateKey,
  signToken,
  TestIssuer,
  type TestKey,
} from '../../../test/support/test-issuer.js';
import { bearerHeader, VerifiedHeaders } from '../tokens/index.js';
import { decide } from './decide.js';
import type { Plan } from './plan.js';
import { stepList } from './step-list.js';
import { openingSteps } from './steps/opening.js';
import { signatureSteps } from './steps/proving.js';

const SLOW = generateKey('slow-1', 'ES384');

let bench: PolicyBench;
let headers: VerifiedHeaders;
let plan: Plan;

/** A plan whose steps keep headers where the test can look; its steps end with the signature. */
function planOf(key: TestKey, alg: 'ES256' | 'ES384' = 'ES256'): Plan {
  const options = bench.options(new TestIssuer(bench.issuer.issuer, bench.clock, key));
  const whole = bench.plan({ issuers: [{ ...options, algorithms: [alg] }] });
  const policies = whole.policies.map((policy) => {
    const [issuer] = policy.issuers;
    if (issuer === undefined) throw new Error('the policy has no issuer');
    const steps = [
      ...openingSteps(bearerHeader, policy.issuers, headers),
      ...signatureSteps(issuer.options, issuer.keys, headers),
    ];
    return { ...policy, lists: [stepList(policy.name, issuer, steps)] };
  });
  return { ...whole, policies };
}

async function told(token: string): Promise<string> {
  const verdict = await decide(plan, callWith(token), bench.clock);
  return verdict.granted ? 'granted' : verdict.refusal.code;
}

function signed(
  header: object,
  payload: unknown = { iss: bench.issuer.issuer },
  key = bench.issuer.key,
): string {
  return signToken(header, payload, key.alg, key.privateKey);
}

const headOf = (key: TestKey, more: object = {}): object => ({ alg: key.alg, kid: key.kid, ...more });

beforeEach(() => {
  bench = new PolicyBench();
  headers = new VerifiedHeaders();
  plan = planOf(bench.issuer.key);
});

describe('the header of a token', () => {
  it('is kept once its signature is verified', async () => {
    const header = headOf(bench.issuer.key);
    expect(await told(signed(header))).toBe('granted');
    expect(headers.get(encode(header))).toEqual(header);
  });

  it('is kept where the signature was verified beside the event loop', async () => {
    plan = planOf(SLOW, 'ES384');
    const header = headOf(SLOW);
    expect(await told(signed(header, undefined, SLOW))).toBe('granted');
    expect(headers.get(encode(header))).toEqual(header);
  });

  it('is kept where a claim refuses the token behind its signature: the issuer wrote it all the same', async () => {
    const header = headOf(bench.issuer.key);
    expect(await told(signed(header, { iss: bench.issuer.issuer, token_use: 'id' }))).toBe(
      'ACCESS_TOKEN_REQUIRED',
    );
    expect(headers.get(encode(header))).toEqual(header);
  });

  it.each<[string, (header: object) => string]>([
    ['SIGNATURE_INVALID', (header) => `${signed(header).slice(0, -86)}${'A'.repeat(86)}`],
    ['ISSUER_REFUSED', (header) => signed(header, { iss: 'https://evil.example.com' })],
    ['KEY_UNKNOWN', (header) => signed({ ...header, kid: 'other' })],
    ['ALGORITHM_REFUSED', (header) => signed({ ...header, alg: 'none' })],
    ['TOKEN_TYPE_REFUSED', (header) => signed({ ...header, typ: 'other' })],
    ['HEADER_REFUSED', (header) => signed({ ...header, crit: ['exp'] })],
    ['TOKEN_MALFORMED', (header) => signed(header, 'no JSON')],
  ])('is not kept of a token that is refused before that: %s', async (code, hostile) => {
    const sent = Array.from({ length: 200 }, (_, index) => hostile(headOf(bench.issuer.key, { index })));
    for (const one of sent) expect(await told(one)).toBe(code);
    for (const one of sent) expect(headers.get(one.slice(0, one.indexOf('.')))).toBeUndefined();
  });

  it('gives no trust when it is known: payload and signature are looked at as before', async () => {
    const header = headOf(bench.issuer.key);
    const good = signed(header);
    expect(await told(good)).toBe('granted');
    const [head = '', , signature = ''] = good.split('.');
    const forged = `${head}.${encode({ iss: bench.issuer.issuer, admin: true })}.${signature}`;
    expect(await told(forged)).toBe('SIGNATURE_INVALID');
    expect(await told(`${head}.${encode('no JSON')}.${signature}`)).toBe('TOKEN_MALFORMED');
    expect(await told(signed(header, { iss: 'https://evil.example.com' }))).toBe('ISSUER_REFUSED');
    expect(await told(good)).toBe('granted');
  });

  it('is checked at each call when it is known: a policy that accepts less refuses it', async () => {
    const header = headOf(SLOW);
    plan = planOf(SLOW, 'ES384');
    expect(await told(signed(header, undefined, SLOW))).toBe('granted');
    plan = planOf(bench.issuer.key);
    expect(headers.get(encode(header))).toBeDefined();
    expect(await told(signed(header, undefined, SLOW))).toBe('ALGORITHM_REFUSED');
  });
});
