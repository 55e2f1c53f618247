import { describe, expect, it } from '@jest/globals';
import { PolicyBench } from '../../../test/support/policy-bench.js';
import { normalizeOptions } from './normalize-options.js';

const baseline = new PolicyBench().options();
const { keys: _keys, ...fetched } = baseline;

function optOuts(changes: object, issuer: object = baseline): readonly string[] {
  return normalizeOptions({ issuers: [{ ...baseline, ...issuer, ...changes }] }).optOuts;
}

function fetchedFrom(url: string): readonly string[] {
  const options = { ...fetched, jwksUri: url, jwks: { dangerouslyAllowInsecureHttp: true } };
  return normalizeOptions({ issuers: [options] }).optOuts;
}

const PLAIN_HTTP =
  'Policy "default" fetches keys over plain http (jwks.dangerouslyAllowInsecureHttp: true) for issuer "https://id.example.com".';

describe('an opt-out', () => {
  it('is not spoken of where there is none', () => {
    expect(optOuts({})).toEqual([]);
    expect(optOuts({ requireExp: true, acceptBoundTokens: false, allowMissingKid: false })).toEqual([]);
  });

  it.each([
    [{ audience: null }, 'does not check the audience (audience: null)'],
    [{ requireExp: false }, 'accepts tokens that never expire (requireExp: false)'],
    [
      { acceptBoundTokens: true },
      'accepts bound tokens without proof of possession (acceptBoundTokens: true)',
    ],
    [
      { acceptIdTokens: true },
      'accepts id tokens and refresh tokens as access tokens (acceptIdTokens: true)',
    ],
    [{ requireAud: false }, 'accepts tokens without aud (requireAud: false)'],
    [{ types: null }, 'accepts tokens of any typ (types: null)'],
    [{ allowMissingKid: true }, 'accepts tokens without kid (allowMissingKid: true)'],
  ])('%j is spoken as one sentence that names policy and issuer', (change, sentence) => {
    expect(optOuts(change)).toEqual([`Policy "default" ${sentence} for issuer "https://id.example.com".`]);
  });

  it('requireAud: false is not spoken of where the audience is not checked at all', () => {
    expect(optOuts({ audience: null, requireAud: false })).toEqual([
      'Policy "default" does not check the audience (audience: null) for issuer "https://id.example.com".',
    ]);
  });

  it('issuer: null is spoken without an issuer', () => {
    expect(optOuts({ issuer: null })).toEqual([
      'Policy "default" accepts tokens of any issuer (issuer: null).',
    ]);
  });

  it.each<[string, object]>([
    ['of the policy', { checks: [{ claim: 'iss', rule: ['https://a.test', 'https://b.test'] }] }],
    ['of the issuer', { issuers: [{ ...baseline, issuer: null, checks: [{ claim: ['iss'], rule: 'a' }] }] }],
  ])('issuer: null is spoken as a check of iss where a check %s demands it', (_where, changes) => {
    const issuers = [{ ...baseline, issuer: null }];
    expect(normalizeOptions({ issuers, ...changes }).optOuts).toEqual([
      'Policy "default" checks the issuer only by a claim check of iss (issuer: null).',
    ]);
  });

  it.each([
    [{ claim: 'iss', rule: 'a', mandatory: false }],
    [{ claim: ['iss', 'name'], rule: 'a' }],
    [{ rule: () => true }],
  ])('issuer: null accepts any issuer beside the check %j, which a token without iss can pass', (check) => {
    expect(optOuts({ issuer: null, checks: [check] })).toEqual([
      'Policy "default" accepts tokens of any issuer (issuer: null).',
    ]);
  });

  it('unmatchedRoutes: allow is spoken, deny is not', () => {
    const spoken = (unmatchedRoutes: 'deny' | 'allow') =>
      normalizeOptions({ issuers: [baseline], unmatchedRoutes }).optOuts;
    expect(spoken('allow')).toEqual(['Routes that no policy applies to are open (unmatchedRoutes: allow).']);
    expect(spoken('deny')).toEqual([]);
  });

  it('dangerouslyAllowUnguardedHandlers: true is spoken, false is not', () => {
    const spoken = (dangerouslyAllowUnguardedHandlers: boolean) =>
      normalizeOptions({ issuers: [baseline], dangerouslyAllowUnguardedHandlers }).optOuts;
    expect(spoken(true)).toEqual([
      'Handlers that the guard does not decide do not stop the start, and their calls go through (dangerouslyAllowUnguardedHandlers: true).',
    ]);
    expect(spoken(false)).toEqual([]);
  });

  it('is spoken for each issuer, once for all policies that make it, in order', () => {
    const other = { ...baseline, issuer: 'https://other.example.com', audience: null };
    const { optOuts: spoken } = normalizeOptions({
      policies: [
        { name: 'a', issuers: [{ ...baseline, requireExp: false }, other] },
        { name: 'b "c"', issuers: [other] },
      ],
    });
    const audience = 'do not check the audience (audience: null) for issuer "https://other.example.com".';
    expect(spoken).toEqual([
      'Policy "a" accepts tokens that never expire (requireExp: false) for issuer "https://id.example.com".',
      `Policies "a" and "b \\"c\\"" ${audience}`,
    ]);
  });

  it('of several policies is said with the verb and the commas that belong there', () => {
    const said = (...changes: readonly object[]): readonly string[] =>
      normalizeOptions({
        policies: ['a', 'b', 'c'].map((name, index) => ({
          name,
          issuers: [{ ...baseline, issuer: null, ...changes[index % changes.length] }],
        })),
      }).optOuts;
    expect(said({ audience: null, allowMissingKid: true })).toEqual([
      'Policies "a", "b" and "c" accept tokens of any issuer (issuer: null).',
      'Policies "a", "b" and "c" do not check the audience (audience: null).',
      'Policies "a", "b" and "c" accept tokens without kid (allowMissingKid: true).',
    ]);
    expect(said({ requireExp: false }, {})).toContain(
      'Policies "a" and "c" accept tokens that never expire (requireExp: false).',
    );
  });
});

describe('plain http', () => {
  it.each([
    ['http://keys.example.com/jwks'],
    ['HTTP://keys.example.com/jwks'],
    [' http://keys.example.com/jwks'],
    ['http://localhost.example.com/jwks'],
    ['http://127.0.0.1.example.com/jwks'],
    ['http://127.example.com/jwks'],
  ])('to %s is spoken', (url) => {
    expect(fetchedFrom(url)).toEqual([PLAIN_HTTP]);
  });

  it.each([
    ['https://keys.example.com/jwks'],
    ['http://localhost:3001/jwks'],
    ['http://127.0.0.1/jwks'],
    ['http://[::1]/jwks'],
  ])('is not spoken of for %s', (url) => {
    expect(fetchedFrom(url)).toEqual([]);
  });

  it('is spoken where the keys are discovered from an http issuer', () => {
    const issuer = 'http://id.example.com';
    const { optOuts: spoken } = normalizeOptions({
      issuers: [{ ...fetched, issuer, jwks: { dangerouslyAllowInsecureHttp: true } }],
    });
    expect(spoken).toEqual([
      'Policy "default" fetches keys over plain http (jwks.dangerouslyAllowInsecureHttp: true) for issuer "http://id.example.com".',
    ]);
  });

  it('is not spoken of where nothing is fetched', () => {
    expect(
      optOuts({ issuer: 'http://id.example.com', jwks: { dangerouslyAllowInsecureHttp: true } }),
    ).toEqual([]);
  });
});
