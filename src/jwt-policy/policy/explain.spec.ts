import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { callOf, callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import { generateKey } from '../../../test/support/test-issuer.js';
import { compileClaimDemand } from '../claims/index.js';
import type { ClientsOptions } from '../options/index.js';
import type { ResponseStyle } from '../responses/index.js';
import { decide } from './decide.js';
import { explain, type ExplainedStep } from './explain.js';
import type { Step } from './step.js';

let bench: PolicyBench;

beforeEach(() => {
  bench = new PolicyBench();
});

function outcomes(steps: readonly ExplainedStep[]): string[] {
  return steps.map(({ step, outcome, code }) => [step, outcome, code].filter(Boolean).join(' '));
}

const OPENING = ['token passed', 'syntax passed', 'parse passed', 'header passed'];
const TIMES = ['exp passed', 'nbf passed', 'iat passed'];

describe('an explanation', () => {
  it('shows every step of a valid token as passed', async () => {
    const explanation = await explain(bench.plan(), callWith(bench.issuer.token()), bench.clock);
    expect(explanation).toMatchObject({ route: 'OrdersController.read', granted: true, anonymous: false });
    expect(explanation).not.toHaveProperty('refusal');
    expect(outcomes(explanation.steps)).toEqual([
      ...OPENING,
      'issuer passed',
      'alg passed',
      'typ passed',
      'key passed',
      'signature passed',
      'kind passed',
      ...TIMES,
      'aud passed',
      'cnf passed',
    ]);
  });

  it('continues to the end: every later check that can run is shown, and the first refusal is the verdict', async () => {
    const plan = bench.plan(undefined, {
      scopes: { all: ['a'], any: [] },
      rules: [compileClaimDemand({ claim: 'sub', rule: 'bob' })],
    });
    const token = bench.issuer.token({ claims: { exp: 1, aud: 'other' } });
    const explanation = await explain(plan, callWith(token), bench.clock);
    expect(outcomes(explanation.steps).slice(10)).toEqual([
      'exp refused TOKEN_EXPIRED',
      'nbf passed',
      'iat passed',
      'aud refused AUDIENCE_REFUSED',
      'cnf passed',
      'scope refused SCOPE_MISSING',
      'rule sub refused CLAIM_RULE_FAILED',
    ]);
    expect(explanation).toMatchObject({ granted: false, refusal: { code: 'TOKEN_EXPIRED' } });
  });

  it('does not reach what needs the key and the claims when the algorithm is refused', async () => {
    const token = bench.issuer.token({ header: { alg: 'none' } });
    const { steps } = await explain(bench.plan(), callWith(token), bench.clock);
    expect(outcomes(steps)).toEqual([
      ...OPENING,
      'issuer passed',
      'alg refused ALGORITHM_REFUSED',
      'typ passed',
      ...['key', 'signature', 'kind', 'exp', 'nbf', 'iat', 'aud', 'cnf'].map((step) => `${step} not-reached`),
    ]);
  });

  it('checks no claim of a token whose signature is invalid', async () => {
    const token = bench.issuer.token({ key: generateKey('key-1', 'ES256') });
    const { steps } = await explain(bench.plan(), callWith(token), bench.clock);
    expect(outcomes(steps).slice(8)).toEqual([
      'signature refused SIGNATURE_INVALID',
      ...['kind', 'exp', 'nbf', 'iat', 'aud', 'cnf'].map((step) => `${step} not-reached`),
    ]);
  });

  it('reaches no step after the token step for a call without a token', async () => {
    const { steps, refusal } = await explain(bench.plan(), callOf(), bench.clock);
    expect(refusal?.code).toBe('TOKEN_MISSING');
    expect(new Set(steps.slice(1).map(({ outcome }) => outcome))).toEqual(new Set(['not-reached']));
    expect(steps).toHaveLength(15);
  });

  it('cannot show the steps of an issuer that is not known, when there are several', async () => {
    const plan = bench.plan({ issuers: [bench.options(), bench.options(bench.partner)] });
    const token = bench.issuer.token({ claims: { iss: 'https://other.example.com' } });
    const { steps } = await explain(plan, callWith(token), bench.clock);
    expect(outcomes(steps)).toEqual([...OPENING, 'issuer refused ISSUER_REFUSED']);
  });

  it('shows the steps of the issuer that the token names, when there are several', async () => {
    const partner = { ...bench.options(bench.partner), audience: null };
    const plan = bench.plan({ issuers: [bench.options(), partner] });
    const { steps } = await explain(plan, callWith(bench.partner.token()), bench.clock);
    expect(steps.map(({ step }) => step)).toContain('exp');
    expect(steps.map(({ step }) => step)).not.toContain('aud');
    expect(steps.map(({ outcome }) => outcome)).not.toContain('not-reached');
  });

  it('shows every policy with its name, also after one that refuses, and the demands without a name', async () => {
    const policy = (name: string, rule: string) => ({
      name,
      issuers: [bench.options()],
      checks: [{ claim: 'sub', rule }],
    });
    const plan = bench.plan(
      { policies: [policy('first', 'bob'), policy('second', 'alice')] },
      { scopes: { all: ['a'], any: [] } },
    );
    const { steps, refusal } = await explain(plan, callWith(bench.issuer.token()), bench.clock);
    expect(refusal?.code).toBe('CLAIM_REFUSED');
    const rules = steps.filter(({ step }) => step === 'rule sub' || step === 'scope');
    expect(rules.map(({ policy: name, outcome }) => [name, outcome])).toEqual([
      ['first', 'refused'],
      ['second', 'passed'],
      [undefined, 'refused'],
    ]);
  });

  it('checks nothing under one policy that only another has verified', async () => {
    const { publicKey } = generateKey('key-1', 'ES256');
    const other = { ...bench.options(), keys: { key: publicKey, kid: 'key-1' } };
    const plan = bench.plan(
      {
        policies: [
          { name: 'first', issuers: [bench.options()] },
          { name: 'second', issuers: [other] },
        ],
      },
      { scopes: { all: ['a'], any: [] } },
    );
    const { steps } = await explain(plan, callWith(bench.issuer.token()), bench.clock);
    const behind = steps.slice(steps.findIndex(({ outcome }) => outcome === 'refused') + 1);
    expect(behind.map(({ step }) => step)).toEqual(['kind', 'exp', 'nbf', 'iat', 'aud', 'cnf', 'scope']);
    expect(new Set(behind.map(({ outcome }) => outcome))).toEqual(new Set(['not-reached']));
  });

  it('explains a token that the caller passes', async () => {
    const expired = callWith(bench.issuer.token({ claims: { exp: 1 } }));
    expect((await explain(bench.plan(), expired, bench.clock, bench.issuer.token())).granted).toBe(true);
    expect((await explain(bench.plan(), expired, bench.clock)).granted).toBe(false);
  });

  it('has no steps where no policy applies, closed or open', async () => {
    const policies = [{ name: 'other', issuers: [bench.options()], appliesTo: [{ path: '/other' }] }];
    expect(await explain(bench.plan({ policies }), callOf(), bench.clock)).toEqual({
      route: 'OrdersController.read',
      granted: false,
      anonymous: false,
      refusal: { code: 'NO_POLICY_APPLIES', detail: 'no policy applies to this route' },
      answer: expect.objectContaining({ status: 403 }),
      steps: [],
    });
    const open = bench.plan({ policies, unmatchedRoutes: 'allow' });
    expect(await explain(open, callOf(), bench.clock)).toEqual({
      route: 'OrdersController.read',
      granted: true,
      anonymous: true,
      steps: [],
    });
  });

  it('shows the refusal also if the token is optional and the call passes anonymously', async () => {
    const plan = bench.plan(undefined, { tokenNeed: 'optional-any' });
    const explanation = await explain(plan, callWith('garbage'), bench.clock);
    expect(explanation).toMatchObject({
      granted: true,
      anonymous: true,
      refusal: { code: 'TOKEN_MALFORMED' },
    });
  });

  it('fetches no keys: the key step is not run, and the decision stays open', async () => {
    const { keys: _keys, ...options } = bench.options();
    const document = JSON.stringify({ keys: [bench.issuer.key.jwk] });
    const fetched = { ...options, jwksUri: 'https://id.example.com/jwks' };
    let fetches = 0;
    const fetch = (): Promise<Response> => {
      fetches += 1;
      return Promise.resolve(new Response(document));
    };
    const plan = bench.plan({ issuers: [fetched], fetch });
    const call = callWith(bench.issuer.token());

    const before = await explain(plan, call, bench.clock);
    expect(fetches).toBe(0);
    expect(before).toMatchObject({ granted: false, anonymous: false, undecided: 'key' });
    expect(before).not.toHaveProperty('refusal');
    expect(before.steps.find(({ step }) => step === 'key')).toEqual({
      policy: 'default',
      step: 'key',
      expected: 'a key of the issuer with the kid of the token, for its alg',
      found: bench.issuer.key.kid,
      outcome: 'not-run',
      detail: 'not run, because it may fetch the key set of the issuer',
    });
    expect(before.steps.slice(before.steps.findIndex(({ outcome }) => outcome === 'not-run') + 1)).toEqual(
      expect.arrayContaining([expect.objectContaining({ step: 'signature', outcome: 'not-reached' })]),
    );

    await decide(plan, call, bench.clock);
    expect(fetches).toBe(1);
    const after = await explain(plan, call, bench.clock);
    expect(after).toMatchObject({ granted: true, anonymous: false });
    expect(after).not.toHaveProperty('undecided');
    expect(fetches).toBe(1);
  });

  it('shows the refusal that comes before a step that is not run', async () => {
    const { keys: _keys, ...options } = bench.options();
    const plan = bench.plan({ issuers: [{ ...options, jwksUri: 'https://id.example.com/jwks' }] });
    const token = bench.issuer.token({ header: { typ: 'other' } });
    const explanation = await explain(plan, callWith(token), bench.clock);
    expect(explanation).toMatchObject({ granted: false, refusal: { code: 'TOKEN_TYPE_REFUSED' } });
    expect(explanation).not.toHaveProperty('undecided');
    expect(explanation.steps.find(({ step }) => step === 'key')?.outcome).toBe('not-run');
  });

  it('asks no client registry: what it would say is not decided, and rules find the id of the client', async () => {
    const policies = (registry: ClientsOptions['registry']) => [
      { name: 'default', issuers: [bench.options()], clients: { registry } },
    ];
    const rule = compileClaimDemand({
      rule: (_claims, { authentication }) => authentication?.clientId === 'batch',
    });
    const find = jest.fn(() => ({ status: 'approved' as const }));
    const call = callWith(bench.issuer.token({ claims: { client_id: 'batch' } }));
    const asking = bench.plan({ policies: policies({ find }) }, { rules: [rule] });
    const explanation = await explain(asking, call, bench.clock);
    expect(find).not.toHaveBeenCalled();
    expect(explanation).toMatchObject({ granted: false, undecided: 'client' });
    expect(explanation).not.toHaveProperty('answer');
    expect(outcomes(explanation.steps).slice(-2)).toEqual(['client not-run', 'rule token passed']);
    expect(explanation.steps.find(({ step }) => step === 'client')).toMatchObject({
      found: 'batch',
      detail: 'not run, because it asks the client registry',
    });

    const nameless = callWith(bench.issuer.token());
    expect(await explain(asking, nameless, bench.clock)).toMatchObject({
      refusal: { code: 'CLIENT_UNRESOLVED' },
    });
    const atHand = bench.plan({ policies: policies({ batch: { status: 'pending' } }) });
    expect(await explain(atHand, call, bench.clock)).toMatchObject({
      refusal: { code: 'CLIENT_NOT_APPROVED' },
    });
  });

  it('logs nothing: neither the audience of the token nor a rule that throws', async () => {
    const rule = compileClaimDemand({
      rule: () => {
        throw new Error('no good');
      },
    });
    const plan = bench.plan(undefined, { rules: [rule] });
    const { steps } = await explain(
      plan,
      callWith(bench.issuer.token({ claims: { aud: 'other' } })),
      bench.clock,
    );
    expect(outcomes(steps)).toEqual(expect.arrayContaining(['aud refused AUDIENCE_REFUSED']));
    expect(steps.at(-1)).toMatchObject({ step: 'rule token', outcome: 'refused' });
    expect(bench.reports).toEqual([]);
  });

  it('tells exactly what the caller would get, in the style of the policy that refuses', async () => {
    const expired = callWith(bench.issuer.token({ claims: { exp: 1 } }));
    expect((await explain(bench.plan(), expired, bench.clock)).answer).toEqual({
      status: 401,
      headers: {
        'WWW-Authenticate': 'Bearer error="invalid_token", error_description="The token has expired."',
      },
      body: {
        statusCode: 401,
        code: 'TOKEN_EXPIRED',
        error: 'invalid_token',
        message: 'The token has expired.',
      },
    });
    const styled = (respond: ResponseStyle['respond']) =>
      bench.plan({ policies: [{ name: 'default', issuers: [bench.options()], responses: { respond } }] });
    const own = { status: 418, headers: {}, body: 'no' };
    expect(
      (
        await explain(
          styled(() => own),
          expired,
          bench.clock,
        )
      ).answer,
    ).toEqual(own);
    const throwing = styled(() => {
      throw new Error('no style');
    });
    expect(await explain(throwing, expired, bench.clock)).not.toHaveProperty('answer');
    expect(await explain(bench.plan(), callWith(bench.issuer.token()), bench.clock)).not.toHaveProperty(
      'answer',
    );
    const nobody = bench.plan(undefined, { tokenNeed: 'optional-any' });
    expect(await explain(nobody, expired, bench.clock)).not.toHaveProperty('answer');
  });

  it('has a cause for each step that refuses, known or general, and who can mend it', async () => {
    const plan = bench.plan(undefined, { scopes: { all: ['orders/read'], any: [] } });
    const token = bench.issuer.token({ claims: { aud: 'other', scope: 'read' } });
    const { steps } = await explain(plan, callWith(token), bench.clock);
    expect(steps.flatMap(({ step, cause }) => (cause ? [[step, cause.name, cause.mender]] : []))).toEqual([
      ['aud', 'general', 'caller'],
      ['scope', 'scope-without-prefix', 'caller'],
    ]);
  });

  it('does not parse a token that has characters that no token has', async () => {
    const { steps } = await explain(bench.plan(), callWith('"a.b.c"'), bench.clock);
    expect(outcomes(steps).slice(0, 4)).toEqual([
      'token passed',
      'syntax refused AUTHORIZATION_MALFORMED',
      'parse not-reached',
      'header not-reached',
    ]);
  });

  it('names the claim that a token lacks', async () => {
    const { steps } = await explain(
      bench.plan(),
      callWith(bench.issuer.token({ claims: { aud: undefined } })),
      bench.clock,
    );
    expect(steps.find(({ step }) => step === 'aud')?.cause?.sentence).toBe(
      'the issuer writes no aud, which is required here',
    );
  });

  it('names the kids that are known, as far as they are few', async () => {
    const { publicKey } = generateKey('key-1', 'ES256');
    const keys = Array.from({ length: 11 }, (_, index) => ({ key: publicKey, kid: `k${index}` }));
    const token = callWith(bench.issuer.token());
    const expectedOf = async (count: number) => {
      const plan = bench.plan({ issuers: [{ ...bench.options(), keys: keys.slice(0, count) }] });
      const { steps } = await explain(plan, token, bench.clock);
      return steps.find(({ code }) => code === 'KEY_UNKNOWN')?.expected;
    };
    expect(await expectedOf(2)).toMatch(/: "k0", "k1"$/);
    expect(await expectedOf(11)).toMatch(/: "k0", .*, "k4" and 6 more$/);
  });

  it('decides on a token that is brought for some policies and sent for others', async () => {
    const plan = bench.plan({
      policies: [
        { name: 'sent', issuers: [bench.options()] },
        { name: 'brought', issuers: [bench.options()] },
      ],
    });
    const sent = callWith(bench.issuer.token({ claims: { sub: 'bob' } }));
    const brought = bench.issuer.token({ claims: { exp: 1 } });
    const { steps } = await explain(plan, sent, bench.clock, ({ name }) =>
      name === 'brought' ? brought : undefined,
    );
    expect(steps.filter(({ outcome }) => outcome === 'refused')).toEqual([
      expect.objectContaining({ policy: 'brought', code: 'TOKEN_EXPIRED' }),
    ]);
  });

  it('does not run a step that has an effect and no way to look', async () => {
    const effect: Step = {
      name: 'claim',
      expects: 'first use',
      needs: ['verified'],
      effect: 'caches the proof',
      run: () => {
        throw new Error('it was run');
      },
    };
    const plan = { ...bench.plan(), demands: [effect] };
    const explanation = await explain(plan, callWith(bench.issuer.token()), bench.clock);
    expect(explanation).toMatchObject({ granted: false, undecided: 'claim' });
  });
});

describe('expected and found', () => {
  async function stepsOf(token: string, options: object = {}): Promise<Record<string, ExplainedStep>> {
    const plan = bench.plan(
      { issuers: [{ ...bench.options(), ...options }], checks: [{ claim: ['a', 'b'], rule: ['x', 'y'] }] },
      {
        scopes: { all: ['s1', 's2'], any: [['s3', 's4']] },
        rules: [
          compileClaimDemand({
            rule: function anything() {
              return true;
            },
          }),
        ],
      },
    );
    const { steps } = await explain(plan, callWith(token), bench.clock);
    return Object.fromEntries(steps.map((step) => [step.step, step]));
  }

  it('say what each step asks for, with the options in it', async () => {
    const steps = await stepsOf(bench.issuer.token());
    expect(Object.fromEntries(Object.entries(steps).map(([name, { expected }]) => [name, expected]))).toEqual(
      {
        token: 'one bearer token in the Authorization header',
        parse: 'three parts divided by dots: header, payload, signature',
        header: 'no crit in the token header, and no b64 but true',
        issuer: 'iss is one of "https://id.example.com"',
        alg: 'alg is one of ES256',
        typ: 'typ is one of (absent), jwt, at+jwt',
        key: 'a key of the issuer with the kid of the token, for its alg: "key-1"',
        syntax: 'Bearer, a blank, then letters, digits and -._~+/',
        signature: 'a signature of that key over header and payload',
        kind: 'an access token: no id token, refresh token or logout token',
        exp: 'exp is in the future (tolerance 60 s)',
        nbf: 'nbf is not in the future where present (tolerance 60 s)',
        iat: 'iat is not in the future where present (tolerance 60 s)',
        aud: 'aud is one of "orders"',
        cnf: 'no cnf: a bound token is no bearer token',
        'rule a > b': 'a > b is one of ["x","y"]',
        scope: 'scope: all of s1, s2 and one of s3, s4',
        'rule token': 'the token satisfies anything',
      },
    );
  });

  it('say so if an option makes a check weaker', async () => {
    const steps = await stepsOf(bench.issuer.token(), {
      issuer: null,
      requireExp: false,
      maxAgeSeconds: 600,
      clockToleranceSeconds: 0,
      audience: ['a', 'b'],
    });
    expect(steps['issuer']?.expected).toBe('any issuer (not checked)');
    expect(steps['exp']?.expected).toBe('exp is in the future where present (tolerance 0 s)');
    expect(steps['iat']?.expected).toBe('iat is not in the future, and at most 600 s ago (tolerance 0 s)');
    expect(steps['aud']?.expected).toBe('aud is one of "a", "b"');
  });

  it('show what was found in header and claims', async () => {
    const now = bench.clock.seconds;
    const claims = { nbf: now - 5, cnf: { jkt: 'x' }, a: { b: 'z' }, scope: 's1 s9' };
    const steps = await stepsOf(bench.issuer.token({ claims }));
    expect(Object.fromEntries(Object.entries(steps).map(([name, { found }]) => [name, found]))).toEqual({
      token: undefined,
      parse: undefined,
      header: ['alg', 'typ', 'kid'],
      issuer: 'https://id.example.com',
      alg: 'ES256',
      typ: 'JWT',
      key: 'key-1',
      signature: undefined,
      exp: now + 3600,
      nbf: now - 5,
      iat: now,
      aud: 'orders',
      cnf: { jkt: 'x' },
      'rule a > b': 'z',
      scope: ['s1', 's9'],
      'rule token': {
        iss: 'https://id.example.com',
        aud: 'orders',
        sub: 'alice',
        iat: now,
        exp: now + 3600,
        ...claims,
      },
    });
  });

  it('show the iss that was found if any issuer is accepted', async () => {
    const token = bench.issuer.token({ claims: { iss: 'https://whoever.example.com' } });
    expect((await stepsOf(token, { issuer: null }))['issuer']?.found).toBe('https://whoever.example.com');
  });

  it('describe a demand of one of several scopes without the word "all"', async () => {
    const plan = bench.plan(undefined, { scopes: { all: [], any: [['a', 'b'], ['c']] } });
    const { steps } = await explain(plan, callWith(bench.issuer.token()), bench.clock);
    expect(steps.at(-1)?.expected).toBe('scope: one of a, b and one of c');
  });

  it('show nothing as found for a step that was not reached', async () => {
    const steps = await stepsOf(bench.issuer.token({ header: { alg: 'none' } }));
    expect(steps['exp']).toEqual({
      policy: 'default',
      step: 'exp',
      expected: 'exp is in the future (tolerance 60 s)',
      outcome: 'not-reached',
    });
  });
});
