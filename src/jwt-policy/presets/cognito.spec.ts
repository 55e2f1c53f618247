import { describe, expect, it } from '@jest/globals';
import { describeProvider, REMOVED, scope } from '../../../test/support/describe-provider.js';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { cognito, type CognitoOptions } from './cognito.js';

const POOL = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_HNFT9ZMsV';
const OPTIONS: CognitoOptions = {
  region: 'us-east-1',
  userPoolId: 'us-east-1_HNFT9ZMsV',
  clientIds: ['orders-batch'],
};

/** The options that something is wrong with. */
function problemsOf(options: object): string[] {
  try {
    cognito({ ...OPTIONS, ...options });
  } catch (error) {
    if (error instanceof JwtPolicyConfigurationError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe('cognito', () => {
  it('takes access tokens of the app clients: they carry no aud but a client_id', () => {
    expect(cognito(OPTIONS)).toStrictEqual({
      hints: expect.any(Array),
      absentClaims: expect.any(Object),
      issuer: POOL,
      audience: null,
      algorithms: ['RS256'],
      jwksUri: `${POOL}/.well-known/jwks.json`,
      checks: [
        { claim: 'token_use', rule: 'access' },
        { claim: 'client_id', rule: ['orders-batch'] },
      ],
    });
  });

  it('accepts id tokens with tokenUse id: they have the app client in aud', () => {
    expect(cognito({ ...OPTIONS, tokenUse: 'id' })).toStrictEqual({
      hints: expect.any(Array),
      absentClaims: expect.any(Object),
      issuer: POOL,
      audience: ['orders-batch'],
      algorithms: ['RS256'],
      jwksUri: `${POOL}/.well-known/jwks.json`,
      checks: [{ claim: 'token_use', rule: 'id' }],
      acceptIdTokens: true,
    });
  });

  it.each(['access', 'id'] as const)(
    'accepts %s tokens of every app client with clientIds: null',
    (tokenUse) => {
      expect(cognito({ ...OPTIONS, clientIds: null, tokenUse })).toMatchObject({
        audience: null,
        checks: [{ claim: 'token_use', rule: tokenUse }],
      });
    },
  );

  it.each([
    ['eu-central-1', 'amazonaws.com'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
  ])('knows the domain of %s', (region, domain) => {
    const userPoolId = `${region}_Abc123`;
    expect(cognito({ ...OPTIONS, region, userPoolId }).issuer).toBe(
      `https://cognito-idp.${region}.${domain}/${userPoolId}`,
    );
  });

  it('does not change with the list of clients it was given', () => {
    const clientIds = ['a'];
    const [access, id] = [
      cognito({ ...OPTIONS, clientIds }),
      cognito({ ...OPTIONS, clientIds, tokenUse: 'id' }),
    ];
    clientIds.push('b');
    expect(access.checks?.[1]?.rule).toEqual(['a']);
    expect(id.audience).toEqual(['a']);
  });

  it.each([
    [''],
    ['us-east'],
    ['US-EAST-1'],
    ['us-east-1.evil.example/'],
    ['us-east-1\n'],
    ['../us-east-1'],
    [undefined],
    [['us-east-1']],
  ])('refuses the region %p', (region) => {
    expect(problemsOf({ region })).toContain('cognito().region');
  });

  it.each([
    ['of another region', 'eu-west-1_HNFT9ZMsV'],
    ['of a region that begins alike', 'us-east-11_HNFT9ZMsV'],
    ['without its region', 'HNFT9ZMsV'],
    ['with a path', 'us-east-1_a/../b'],
    ['with a query', 'us-east-1_a?x'],
    ['with a line break', 'us-east-1_a\n'],
    ['that is empty', ''],
    ['that is not set', undefined],
    ['in a list', ['us-east-1_HNFT9ZMsV']],
  ])('refuses a user pool id %s', (_name, userPoolId) => {
    expect(problemsOf({ userPoolId })).toEqual(['cognito().userPoolId']);
  });

  it.each([[undefined], [[]], [''], ['orders-batch'], [['']], [['a', undefined]], [[1]], [{}]])(
    'refuses the client ids %j: an unset variable must not switch the check off',
    (clientIds) => {
      expect(problemsOf({ clientIds })).toEqual(['cognito().clientIds']);
    },
  );

  it.each([['refresh'], ['ACCESS'], [''], [null], [['id']]])('refuses the token use %j', (tokenUse) => {
    expect(problemsOf({ tokenUse })).toEqual(['cognito().tokenUse']);
  });

  it.each([[undefined], [''], [[]], [[1]], [null]])(
    'refuses the audience %j: an unset variable must not switch the check off',
    (audience) => {
      expect(problemsOf({ audience })).toEqual(['cognito().audience']);
    },
  );

  it('refuses an audience for id tokens, whose audience is the app client', () => {
    expect(problemsOf({ audience: 'https://api.shop.example', tokenUse: 'id' })).toEqual([
      'cognito().audience',
    ]);
  });

  it('takes an unset token use for access', () => {
    expect(problemsOf({ tokenUse: undefined })).toEqual([]);
  });

  it('refuses a name it does not know', () => {
    expect(problemsOf({ tokenuse: 'id' })).toEqual(['cognito().tokenuse']);
  });

  it('reports all problems together', () => {
    const wrong = { region: '', userPoolId: '', clientIds: [], tokenUse: 'x', extra: 1 };
    expect(problemsOf(wrong).toSorted()).toEqual(
      ['clientIds', 'extra', 'region', 'tokenUse', 'userPoolId'].map((name) => `cognito().${name}`),
    );
  });
});

const pool = { region: 'us-east-1', userPoolId: 'us-east-1_HNFT9ZMsV' };
const API = 'https://api.shop.example';

describeProvider('cognito', {
  options: { issuers: [cognito({ ...pool, clientIds: ['web'] })] },
  fetched: `${POOL}/.well-known/jwks.json`,
  token: { iss: POOL, token_use: 'access', client_id: 'web', scope: 'orders/read', username: 'alice' },
  passes: {
    'a token of a machine, which has no username': { claims: { username: REMOVED } },
    'its scopes': scope('orders/read'),
  },
  refuses: {
    'a token of another app client': [
      { claims: { client_id: 'other' } },
      /^CLAIM_REFUSED: expected: client_id/,
    ],
    'a scope without its resource server': [scope('read'), /^SCOPE_MISSING/],
  },
});

describeProvider('cognito with resource binding', {
  options: { issuers: [cognito({ ...pool, clientIds: null, audience: API })] },
  fetched: `${POOL}/.well-known/jwks.json`,
  token: { iss: POOL, token_use: 'access', client_id: 'web', aud: API },
  refuses: {
    'a token for another API': [{ claims: { aud: 'https://other.example' } }, /^AUDIENCE_REFUSED/],
    'a token that was asked for without resource': [
      { claims: { aud: REMOVED } },
      /^CLAIM_MISSING.*parameter resource/,
    ],
  },
});

describeProvider('cognito id tokens', {
  options: { issuers: [cognito({ ...pool, clientIds: ['web'], tokenUse: 'id' })] },
  fetched: `${POOL}/.well-known/jwks.json`,
  token: { iss: POOL, token_use: 'id', aud: 'web', sub: 'u' },
  refuses: {
    'an access token': [
      { claims: { token_use: 'access', aud: REMOVED, client_id: 'web' } },
      /is an access token/,
    ],
  },
});
