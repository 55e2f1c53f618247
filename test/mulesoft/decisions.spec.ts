import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { muleSoftPolicies, type MuleSoftOptions } from '../../src/jwt-policy/mulesoft/index.js';
import { decide } from '../../src/jwt-policy/policy/index.js';
import { callOf, callWith, PolicyBench, type CallParts } from '../support/policy-bench.js';
import { encode, generateKey, signToken } from '../support/test-issuer.js';
import { parametersWith } from './import-bench.js';

const SECRET = 'thirty-two letters of a secret!!';
const HMAC = { signingMethod: 'hmac', jwtKeyOrigin: 'text', textKey: SECRET, jwksUrl: undefined };
const FLEX = join(import.meta.dirname, 'fixtures/orders-flex.yaml');

const bench = new PolicyBench();
const now = bench.clock.seconds;
const secretKey = generateKey('unused').privateKey;

function token(claims: object, header: object = {}): string {
  const payload = { aud: 'orders', exp: now + 60, ...claims };
  const key = Buffer.from(SECRET);
  return signToken({ alg: 'HS256', ...header }, payload, 'HS256', key as unknown as typeof secretKey);
}

/** What is decided of a call: `granted`, or the code and the policy that refused. */
async function decided(
  source: string | object,
  options: MuleSoftOptions,
  bearer: string,
  call: CallParts = {},
): Promise<string> {
  const plan = bench.plan(await muleSoftPolicies(source, options));
  const verdict = await decide(
    plan,
    bearer === '' ? callOf(call) : callWith(bearer, call),
    bench.clock,
    undefined,
  );
  return verdict.granted ? 'granted' : [verdict.refusal.code, verdict.policy].filter(Boolean).join(' by ');
}

describe('an imported policy', () => {
  const outcomeOf = (claims: object, changes: object = {}) =>
    decided({ configurationData: parametersWith({ ...HMAC, ...changes }) }, {}, token(claims));

  it.each([
    ['a good token', {}, {}, 'granted'],
    ['aud in a list', { aud: ['a', 'orders'] }, {}, 'granted'],
    ['another aud', { aud: 'Orders' }, {}, 'AUDIENCE_REFUSED by jwt-validation'],
    ['no aud', { aud: undefined }, {}, 'CLAIM_MISSING by jwt-validation'],
    ['no aud where it is not mandatory', { aud: undefined }, { mandatoryAudClaim: false }, 'granted'],
    [
      'another aud where it is not mandatory',
      { aud: 'a' },
      { mandatoryAudClaim: false },
      'AUDIENCE_REFUSED by jwt-validation',
    ],
    [
      'any aud where none is supported',
      { aud: 'orders' },
      { supportedAudiences: '' },
      'CLAIM_REFUSED by jwt-validation',
    ],
    ['no exp', { exp: undefined }, {}, 'CLAIM_MISSING by jwt-validation'],
    ['no exp where it is not mandatory', { exp: undefined }, { mandatoryExpClaim: false }, 'granted'],
    [
      'exp in the past where it is not mandatory',
      { exp: now - 1 },
      { mandatoryExpClaim: false },
      'TOKEN_EXPIRED by jwt-validation',
    ],
    ['exp at this second', { exp: now }, {}, 'TOKEN_EXPIRED by jwt-validation'],
    ['nbf in a second', { nbf: now + 1 }, {}, 'TOKEN_NOT_YET_VALID by jwt-validation'],
    ['no nbf where it is mandatory', {}, { mandatoryNbfClaim: true }, 'CLAIM_MISSING by jwt-validation'],
    ['a token that is bound to a key', { cnf: {} }, {}, 'BOUND_TOKEN_REFUSED by jwt-validation'],
  ])('decides %s', async (_what, claims, changes, expected) => {
    expect(await outcomeOf(claims, changes)).toBe(expected);
  });

  it.each([
    ['mandatoryCustomClaims', { c: 'x' }, 'granted'],
    ['mandatoryCustomClaims', { c: 'y' }, 'CLAIM_REFUSED by jwt-validation'],
    ['mandatoryCustomClaims', {}, 'CLAIM_MISSING by jwt-validation'],
    ['nonMandatoryCustomClaims', {}, 'granted'],
    ['nonMandatoryCustomClaims', { c: 'y' }, 'CLAIM_REFUSED by jwt-validation'],
  ])('decides %s of %j: %s', async (list, claims, expected) => {
    const changes = { validateCustomClaim: true, [list]: [{ key: 'c', value: "#[vars.claimSet.c == 'x']" }] };
    expect(await outcomeOf(claims, changes)).toBe(expected);
  });

  it('takes a token of whatever typ, and without', async () => {
    const source = { configurationData: parametersWith(HMAC) };
    for (const typ of [undefined, 'JWT', 'secevent+jwt', 7])
      expect(await decided(source, {}, token({}, { typ }))).toBe('granted');
  });

  it('of the algorithm RS256 takes no token that is signed with its public key as a secret', async () => {
    const { publicKey } = generateKey('k');
    const textKey = publicKey.export({ format: 'pem', type: 'spki' }) as string;
    const changes = { jwtKeyOrigin: 'text', textKey, jwksUrl: undefined };
    const forged = signToken(
      { alg: 'HS256' },
      { aud: 'orders', exp: now + 60 },
      'HS256',
      Buffer.from(textKey) as unknown as typeof secretKey,
    );
    expect(await decided({ configurationData: parametersWith(changes) }, {}, forged)).toBe(
      'ALGORITHM_REFUSED by jwt-validation',
    );
  });

  it('that verifies nothing still checks the claims', async () => {
    const source = { configurationData: parametersWith({ signingMethod: 'none' }) };
    const options = { acceptUnsignedTokens: true, env: { NODE_ENV: 'test' } };
    const unsigned = (claims: object): string =>
      `${encode({ alg: 'none' })}.${encode({ aud: 'orders', ...claims })}.`;
    expect(await decided(source, options, unsigned({ exp: now + 60 }))).toBe('granted');
    expect(await decided(source, options, unsigned({ exp: now - 60 }))).toBe(
      'TOKEN_EXPIRED by jwt-validation',
    );
  });

  it('is not fooled by a claim __proto__ or constructor', async () => {
    const changes = { validateCustomClaim: true, mandatoryCustomClaims: [{ key: '__proto__', value: 'x' }] };
    expect(await outcomeOf({}, changes)).toBe('CLAIM_MISSING by jwt-validation');
  });
});

describe('several policies of a file', () => {
  const options = { env: { ORDERS_SECRET: SECRET, ORDERS_IDP: 'id.example.com' } };
  const at = (method: string, requestPath: string) => ({ method, requestPath });
  const reader = token({ iss: 'https://id.example.com', scope: 'orders:read' });
  const writer = token({ scope: 'orders:read orders:write' });

  it.each([
    ['let a reader read', reader, at('GET', '/orders/7'), 'granted'],
    ['let a reader ask for the head alone', reader, at('HEAD', '/orders/7'), 'granted'],
    ['refuse that a reader writes', reader, at('POST', '/orders/7'), 'CLAIM_REFUSED by orders-write'],
    ['refuse that a writer reads', writer, at('GET', '/orders/7'), 'CLAIM_MISSING by orders-read'],
    ['let a writer write', writer, at('PUT', '/orders/7'), 'granted'],
    ['leave a method closed that is in no row', writer, at('DELETE', '/orders/7'), 'NO_POLICY_APPLIES'],
    ['leave a path closed that is in no row', writer, at('PUT', '/items/7'), 'NO_POLICY_APPLIES'],
    ['ask for a token first of all', '', at('GET', '/orders/7'), 'TOKEN_MISSING by orders-read'],
  ])('%s', async (_what, bearer, call, expected) => {
    expect(await decided(FLEX, options, bearer, call)).toBe(expected);
  });

  it('can hand a key on: a later policy verifies by what an earlier one has found', async () => {
    const { publicKey, privateKey } = generateKey('k', 'ES256');
    const pem = publicKey.export({ format: 'pem', type: 'spki' }) as string;
    const source = [
      { label: 'outer', order: 1, configurationData: parametersWith(HMAC) },
      {
        label: 'inner',
        order: 2,
        configurationData: parametersWith({
          jwtOrigin: 'customExpression',
          jwtExpression: "#[attributes.headers['inner']]",
          signingMethod: 'es',
          jwtKeyOrigin: 'customExpression',
          customKeyExpression: '#[authentication.properties.claims.key]',
        }),
      },
    ];
    const inner = signToken({ alg: 'ES256' }, { aud: 'orders', exp: now + 60 }, 'ES256', privateKey);
    const call = { headers: { inner } };
    expect(await decided(source, {}, token({ key: pem }), call)).toBe('granted');
    expect(await decided(source, {}, token({ key: 'none' }), call)).toBe('KEYS_UNAVAILABLE by inner');
    const other = generateKey('k', 'ES256').publicKey.export({ format: 'pem', type: 'spki' });
    expect(await decided(source, {}, token({ key: other }), call)).toBe('SIGNATURE_INVALID by inner');
  });
});
