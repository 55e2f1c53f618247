import { beforeEach, describe, expect, it, test } from '@jest/globals';
import { askingRegistries } from '../../../test/support/asked-registries.js';
import { callOf, callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import { compileClaimDemand } from '../claims/index.js';
import { ClientRegistryError, type ClientRegistry } from '../clients/index.js';
import { refuse, type Refusal } from '../errors/index.js';
import { decide } from './decide.js';
import { explain } from './explain.js';
import type { PolicyOptions } from '../options/index.js';
import type { Plan } from './plan.js';
import type { Granted } from './verdict.js';
import type { TokenChanges } from '../../../test/support/test-issuer.js';

let bench: PolicyBench;

beforeEach(() => {
  bench = new PolicyBench();
});

function planOf(issuer: object, policy: Partial<PolicyOptions> = {}): Plan {
  return bench.plan({
    policies: [{ name: 'default', issuers: [{ ...bench.options(), ...issuer }], ...policy }],
  });
}

async function told(plan: Plan, changes: TokenChanges = {}): Promise<unknown> {
  const call = callWith(bench.issuer.token(changes));
  const verdict = await decide(plan, call, bench.clock);
  expect(await explain(askingRegistries(plan), call, bench.clock)).toMatchObject({
    granted: verdict.granted,
  });
  return verdict.granted ? 'granted' : [verdict.refusal.code, verdict.step, verdict.refusal.detail];
}

async function codeOf(plan: Plan, changes: TokenChanges = {}): Promise<unknown> {
  return [await told(plan, changes)].flat()[0];
}

async function expectationOf(plan: Plan, step: string): Promise<string | undefined> {
  const { steps } = await explain(plan, callWith(bench.issuer.token()), bench.clock);
  return steps.find((one) => one.step === step)?.expected;
}

describe('the client of a token', () => {
  const hostile = new Proxy(new Error('no'), {
    get() {
      throw new Error('not even a name');
    },
  });
  const clients = (find: ClientRegistry['find']): Plan => planOf({}, { clients: { registry: { find } } });
  const batch = { claims: { client_id: 'batch' } };

  it('passes when it is approved, now or later', async () => {
    expect(
      await told(
        clients(() => ({ status: 'approved' })),
        batch,
      ),
    ).toBe('granted');
    expect(
      await told(
        clients(async () => ({ status: 'approved' })),
        batch,
      ),
    ).toBe('granted');
  });

  it('is frozen, as the verdict is', async () => {
    const plan = clients(() => ({ status: 'approved' }));
    const verdict = await decide(plan, callWith(bench.issuer.token(batch)), bench.clock);
    expect(verdict).toMatchObject({ client: { id: 'batch' } });
    expect(Object.isFrozen((verdict as Granted).client)).toBe(true);
  });

  it.each([7, null, '', ['batch'], 'x'.repeat(1025), undefined])(
    'is refused without a client id, such as %j',
    async (client_id) => {
      expect(
        await told(
          clients(() => ({ status: 'approved' })),
          { claims: { client_id } },
        ),
      ).toEqual(['CLIENT_UNRESOLVED', 'client', 'no client id at claim client_id']);
    },
  );

  it('is refused if the source of the client id throws', async () => {
    const clientId = { describe: 'a source', read: () => JSON.parse('') as unknown };
    const plan = planOf({}, { clients: { registry: {}, clientId } });
    expect(await told(plan)).toEqual(['CLIENT_UNRESOLVED', 'client', 'no client id at a source']);
  });

  it.each<[unknown, string]>([
    [new TypeError('batch'), 'failed with "TypeError"'],
    ['batch', 'failed with a value that is not an Error'],
    [hostile, 'failed with a value that cannot be read'],
    [new ClientRegistryError('REGISTRY_LATE', 'no answer within 100 ms'), 'gave no answer in time'],
    [new ClientRegistryError('REGISTRY_DOWN', 'batch'), 'failed with "ClientRegistryError"'],
  ])(
    'cannot be decided if the registry throws or rejects; the detail has only the name of the error',
    async (error, failure) => {
      const unavailable = ['CLIENTS_UNAVAILABLE', 'client', `the client registry ${failure}`];
      const throwing = (): never => {
        throw error;
      };
      expect(await told(clients(throwing), batch)).toEqual(unavailable);
      expect(
        await told(
          clients(async () => throwing()),
          batch,
        ),
      ).toEqual(unavailable);
    },
  );
});

describe('a token origin of its own', () => {
  const from = (read: () => unknown): Plan => planOf({}, { origin: { describe: 'a place', read } });

  it('is read instead of the Authorization header', async () => {
    const token = bench.issuer.token();
    const verdict = await decide(
      from(() => token),
      callOf({ authorization: 'Bearer x' }),
      bench.clock,
    );
    expect(verdict).toMatchObject({ granted: true });
    expect(await codeOf(from(() => 'no token'))).toBe('TOKEN_MALFORMED');
  });

  it('that finds nothing or throws gives no token', async () => {
    for (const read of [() => '', () => undefined, () => ['a'], () => Promise.reject(new Error('late'))])
      expect(await told(from(read))).toEqual([
        'TOKEN_MISSING',
        'token',
        'there is no token at the token origin',
      ]);
    const failing = from(() => JSON.parse(''));
    expect(await told(failing)).toEqual(['TOKEN_MISSING', 'token', 'the token origin failed']);
  });
});

describe('registered claims that are required, or not', () => {
  it('nbf is required only where the options say so', async () => {
    expect(await told(planOf({}))).toBe('granted');
    const plan = planOf({ requireNbf: true });
    expect(await told(plan)).toEqual(['CLAIM_MISSING', 'nbf', 'nbf is missing']);
    expect(await told(plan, { claims: { nbf: bench.clock.seconds } })).toBe('granted');
    expect(await expectationOf(plan, 'nbf')).toBe('nbf is not in the future (tolerance 60 s)');
  });

  it('aud may be absent if the options say so, and is checked if it is present', async () => {
    const plan = planOf({ requireAud: false });
    expect(await told(plan, { claims: { aud: undefined } })).toBe('granted');
    expect(await codeOf(plan, { claims: { aud: 'other' } })).toBe('AUDIENCE_REFUSED');
    for (const aud of [null, 7, {}, [7], ['orders', null]])
      expect(await codeOf(plan, { claims: { aud } })).toBe('CLAIM_MALFORMED');
    expect(await codeOf(plan, { claims: { aud: [] } })).toBe('AUDIENCE_REFUSED');
    expect(await expectationOf(plan, 'aud')).toBe('aud is one of "orders" where present');
  });

  it('typ may be any value, also one that is no text, if the options say so', async () => {
    const plan = planOf({ types: null });
    for (const typ of ['logout+jwt', undefined, 7, { x: 1 }])
      expect(await told(plan, { header: { typ } })).toBe('granted');
    expect(await expectationOf(plan, 'typ')).toBeUndefined();
  });
});

describe('a rule', () => {
  it('reads the clock of the options, by a function without this', async () => {
    const seen: number[] = [];
    const rule = compileClaimDemand({ rule: (_claims, { now }) => seen.push(now()) > 0 });
    await decide(bench.plan(undefined, { rules: [rule] }), callWith(bench.issuer.token()), bench.clock);
    expect(seen).toEqual([bench.clock.now()]);
  });

  it('that throws has its message logged only if the error promises that it holds no value', async () => {
    const throwing = (error: Error): Plan =>
      bench.plan(undefined, {
        rules: [
          compileClaimDemand({
            rule: () => {
              throw error;
            },
          }),
        ],
      });
    const call = callWith(bench.issuer.token());
    await decide(throwing(Object.assign(new Error('no claim'), { isSafeToLog: true })), call, bench.clock);
    await decide(throwing(Object.assign(new Error('SECRET'), { isSafeToLog: 1 })), call, bench.clock);
    await decide(
      throwing(Object.create({ isSafeToLog: true, message: 'SECRET' }) as Error),
      call,
      bench.clock,
    );
    expect(bench.reports[0]).toBe('warn The rule "the token satisfies rule" failed: no claim');
    expect(bench.reports).toHaveLength(3);
    expect(bench.reports.join('\n')).not.toContain('SECRET');
  });
});

test('a demand may wait, as every step may, and its later refusal is used', async () => {
  const demand = (refusal?: Refusal): Plan => ({
    ...bench.plan(),
    demands: [{ name: 'later', expects: 'patience', needs: ['verified'], run: async () => refusal }],
  });
  expect(await told(demand())).toBe('granted');
  const refusal = refuse('CLAIM_RULE_FAILED', 'not now');
  expect(await told(demand(refusal))).toEqual(['CLAIM_RULE_FAILED', 'later', 'not now']);
});
