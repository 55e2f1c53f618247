import { describe, expect, it } from '@jest/globals';
import { callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import type { TokenChanges } from '../../../test/support/test-issuer.js';
import { compileClaimDemand, includes, type ClaimCheckOptions } from '../claims/index.js';
import { tokenDigest } from '../tokens/index.js';
import { decide } from './decide.js';
import type { Plan } from './plan.js';

const bench = new PolicyBench();
const now = bench.clock.seconds;

async function detailOf(plan: Plan, { claims, header }: Pick<TokenChanges, 'claims' | 'header'>) {
  const token = bench.issuer.token({ ...(claims && { claims }), ...(header && { header }) });
  const verdict = await decide(plan, callWith(token), bench.clock);
  return verdict.granted ? 'granted' : verdict.refusal.detail;
}

function withOptions(changes: object): Plan {
  return bench.plan({ issuers: [{ ...bench.options(), ...changes }] });
}

function withRule(options: ClaimCheckOptions): Plan {
  return bench.plan(undefined, { rules: [compileClaimDemand(options)] });
}

describe('the detail of a refusal says what was found and what was expected', () => {
  it.each<[string, object, Pick<TokenChanges, 'claims' | 'header'>, string]>([
    [
      'another algorithm',
      {},
      { header: { alg: 'HS256' } },
      'the token header has the alg "HS256"; its issuer accepts ES256; likely cause: the token is signed with a shared secret and not with a key of the issuer: either it was made by someone else, or a signing key has to be chosen at the issuer, as at Supabase and Authentik',
    ],
    [
      'another type',
      { types: ['at+jwt'] },
      { header: { typ: 'JWT' } },
      'the token header has the typ "JWT"; accepted (option types): at+jwt',
    ],
    [
      'another audience',
      {},
      { claims: { aud: 'billing' } },
      'aud names none of the accepted audiences: "orders"',
    ],
    [
      'one of many audiences',
      { audience: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      { claims: { aud: 'billing' } },
      'aud names none of the accepted audiences: "a", "b", "c", "d", "e" and 2 more',
    ],
    [
      'another issuer',
      {},
      { claims: { iss: 'https://other.example' } },
      'iss is none of the accepted issuers: "https://id.example.com"',
    ],
    [
      'a slash too many',
      {},
      { claims: { iss: 'https://id.example.com/' } },
      'iss is none of the accepted issuers: "https://id.example.com"; likely cause: what the token says differs from the configured value only by a slash at its end, which counts: configure exactly what the tokens say',
    ],
    [
      'an exp that has passed',
      {},
      { claims: { exp: now - 90, iat: now - 3690 } },
      "exp passed 90 s ago, and iat was 3690 s ago (tolerance 60 s); likely cause: the client has used the token for too long and has to get a new one, or the token is new and this service's clock is ahead",
    ],
    [
      'an exp that has passed, without iat',
      {},
      { claims: { exp: now - 90, iat: undefined } },
      "exp passed 90 s ago (tolerance 60 s); likely cause: the client has used the token for too long and has to get a new one, or the token is new and this service's clock is ahead",
    ],
    [
      'an exp that has passed, with an iat in the future',
      {},
      { claims: { exp: now - 90, iat: now + 90 } },
      "exp passed 90 s ago (tolerance 60 s); likely cause: the client has used the token for too long and has to get a new one, or the token is new and this service's clock is ahead",
    ],
    [
      'an nbf in the future',
      {},
      { claims: { nbf: now + 75 } },
      "nbf is 75 s in the future (tolerance 60 s); likely cause: this service's clock is behind by 75 s, or the issuer's is ahead: compare both with the right time",
    ],
    [
      'an iat in the future',
      {},
      { claims: { iat: now + 75 } },
      "iat is 75 s in the future (tolerance 60 s); likely cause: this service's clock is behind by 75 s, or the issuer's is ahead: compare both with the right time",
    ],
    [
      'an iat in milliseconds',
      {},
      { claims: { iat: now * 1000 } },
      `iat is ${now * 999} s in the future (tolerance 60 s); likely cause: iat is written in milliseconds, not in seconds`,
    ],
    [
      'a token that is too old',
      { maxAgeSeconds: 600 },
      { claims: { iat: now - 700 } },
      'the token was issued 700 s ago, and maxAgeSeconds is 600 (tolerance 60 s)',
    ],
  ])('for %s', async (_name, options, changes, detail) => {
    expect(await detailOf(withOptions(options), changes)).toBe(detail);
  });

  it.each<[unknown, string]>([
    ['billing', '"billing"'],
    [['billing', 'shipping'], '"billing", "shipping"'],
  ])('and shows the aud %j of the token at level debug only', async (aud, shown) => {
    const own = new PolicyBench();
    const token = own.issuer.token({ claims: { aud } });
    await decide(own.plan(), callWith(token), own.clock);
    expect(own.reports).toEqual([`debug The token ${tokenDigest(token)} was refused for its aud: ${shown}`]);
  });
});

describe('the detail of a rule that can never pass', () => {
  const nested = { claims: { realm_access: { roles: ['admin'] } } };

  it('names the path where a name with dots was meant as one', async () => {
    const rule = includes('admin');
    expect(await detailOf(withRule({ claim: 'realm_access.roles', rule }), nested)).toBe(
      `realm_access.roles is missing; expected: realm_access.roles includes "admin"; likely cause: a name with dots is one name, and the path ['realm_access', 'roles'] was meant`,
    );
    expect(await detailOf(withRule({ claim: 'realm_access.groups', rule }), nested)).toBe(
      'realm_access.groups is missing; expected: realm_access.groups includes "admin"',
    );
    expect(await detailOf(withRule({ claim: ['realm_access', 'roles'], rule }), nested)).toBe('granted');
  });

  it.each([['admin'], [['admin', 'owner']]])('says that %j never equals a list', async (rule) => {
    expect(await detailOf(withRule({ claim: ['realm_access', 'roles'], rule }), nested)).toMatch(
      /; likely cause: the claim is a list, and a literal never equals a list: use includes\(\), or contains in an expression$/,
    );
    expect(await detailOf(withRule({ claim: 'sub', rule }), nested)).not.toContain('list: use');
  });
});
