import { describe, expect, it } from '@jest/globals';
import { callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import { decide } from './decide.js';
import { outline } from './outline.js';

const bench = new PolicyBench();

function rows(plan: Parameters<typeof outline>[0]): string[] {
  return outline(plan).map(({ policy, issuer, step }) =>
    [policy ?? 'route', issuer?.options.issuer ?? 'all', step.name].join(' '),
  );
}

describe('the outline of a plan', () => {
  it('has the steps of each policy, those of each issuer apart, and the demands at the end', () => {
    const plan = bench.plan(
      {
        policies: [
          { name: 'a', issuers: [bench.options(), { ...bench.options(bench.partner), audience: null }] },
          { name: 'b', issuers: [bench.options()] },
        ],
      },
      { scopes: { all: ['read'], any: [] } },
    );
    const ofIssuer = ['alg', 'typ', 'key', 'signature', 'kind', 'exp', 'nbf', 'iat', 'aud', 'cnf'];
    const opening = ['token', 'syntax', 'parse', 'header', 'issuer'];
    expect(rows(plan)).toEqual([
      ...opening.map((name) => `a all ${name}`),
      ...ofIssuer.map((name) => `a https://id.example.com ${name}`),
      ...ofIssuer.filter((name) => name !== 'aud').map((name) => `a https://partner.example.com ${name}`),
      ...opening.map((name) => `b all ${name}`),
      ...ofIssuer.map((name) => `b https://id.example.com ${name}`),
      'route all scope',
    ]);
  });

  it('names the steps that a cached token skips, and those that have an effect', () => {
    const steps = outline(bench.plan()).map(({ step }) => step);
    expect(steps.filter(({ isSettled }) => isSettled).map(({ name }) => name)).toEqual([
      'syntax',
      'parse',
      'header',
      'issuer',
      'alg',
      'typ',
      'key',
      'signature',
      'kind',
    ]);
    expect(steps.filter(({ effect }) => effect !== undefined).map(({ name }) => name)).toEqual(['key']);
  });

  it('decides by its settled steps which steps a cached token skips', () => {
    const ran: string[] = [];
    const plan = bench.plan({ issuers: [bench.options()], tokenCache: {} });
    const telling = {
      ...plan,
      policies: plan.policies.map((policy) => ({
        ...policy,
        lists: policy.lists.map((list) => ({
          ...list,
          steps: list.steps.map((step) => ({
            ...step,
            run(subject: Parameters<typeof step.run>[0]) {
              ran.push(step.name);
              return step.run(subject);
            },
          })),
        })),
      })),
    };
    const call = callWith(bench.issuer.token());
    const expected = outline(plan).map(({ step }) => step);
    expect(decide(telling, call, bench.clock)).toMatchObject({ granted: true });
    expect(ran.splice(0)).toEqual(expected.map(({ name }) => name));
    expect(decide(telling, call, bench.clock)).toMatchObject({ granted: true });
    expect(ran).toEqual(expected.filter(({ isSettled }) => isSettled !== true).map(({ name }) => name));
  });
});
