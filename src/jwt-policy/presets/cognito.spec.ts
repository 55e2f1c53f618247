import { describe, expect, it } from '@jest/globals';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { cognito, type CognitoOptions } from './cognito.js';

const POOL: CognitoOptions = {
  region: 'us-east-1',
  userPoolId: 'us-east-1_HNFT9ZMsV',
  clientIds: ['orders-batch'],
};
const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_HNFT9ZMsV';

/** The options that something is wrong with. */
function problemsOf(options: object): string[] {
  try {
    cognito({ ...POOL, ...options });
  } catch (error) {
    if (error instanceof JwtPolicyConfigurationError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe('cognito', () => {
  it('takes access tokens of the app clients: they carry no aud but a client_id', () => {
    expect(cognito(POOL)).toStrictEqual({
      issuer: ISSUER,
      audience: null,
      algorithms: ['RS256'],
      jwksUri: `${ISSUER}/.well-known/jwks.json`,
      checks: [
        { claim: 'token_use', rule: 'access' },
        { claim: 'client_id', rule: ['orders-batch'] },
      ],
    });
  });

  it('takes id tokens when told: they carry the app client in aud', () => {
    expect(cognito({ ...POOL, tokenUse: 'id' })).toStrictEqual({
      issuer: ISSUER,
      audience: ['orders-batch'],
      algorithms: ['RS256'],
      jwksUri: `${ISSUER}/.well-known/jwks.json`,
      checks: [{ claim: 'token_use', rule: 'id' }],
      acceptIdTokens: true,
    });
  });

  it.each(['access', 'id'] as const)(
    'takes %s tokens of every app client when that is said aloud',
    (tokenUse) => {
      expect(cognito({ ...POOL, clientIds: null, tokenUse })).toMatchObject({
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
    expect(cognito({ ...POOL, region, userPoolId }).issuer).toBe(
      `https://cognito-idp.${region}.${domain}/${userPoolId}`,
    );
  });

  it('does not change with the list of clients it was given', () => {
    const clientIds = ['a'];
    const [access, id] = [cognito({ ...POOL, clientIds }), cognito({ ...POOL, clientIds, tokenUse: 'id' })];
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

  it('takes an unset token use for access', () => {
    expect(problemsOf({ tokenUse: undefined })).toEqual([]);
  });

  it('refuses a name it does not know', () => {
    expect(problemsOf({ tokenuse: 'id' })).toEqual(['cognito().tokenuse']);
  });

  it('names everything that is wrong at once', () => {
    const wrong = { region: '', userPoolId: '', clientIds: [], tokenUse: 'x', extra: 1 };
    expect(problemsOf(wrong).toSorted()).toEqual(
      ['clientIds', 'extra', 'region', 'tokenUse', 'userPoolId'].map((name) => `cognito().${name}`),
    );
  });
});
