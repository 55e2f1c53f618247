import { describe, expect, it } from '@jest/globals';
import { allFindings, parametersWith, troubles } from '../../../../test/mulesoft/import-bench.js';
import { EnvironmentValues } from './environment.js';
import { Findings } from '../report/finding.js';

function expand(config: object, env?: Record<string, string | undefined>) {
  const findings = new Findings();
  const values = new EnvironmentValues(env, findings);
  const expanded = values.expand(config as Record<string, unknown>, 'spec.config');
  return { expanded, replaced: [...values.replaced], found: findings.list };
}

describe('$NAME in the config of Flex', () => {
  it.each([
    ['$KEY', 'value'],
    ['${KEY}', 'value'],
    ['https://${KEY}.example.com/$KEY', 'https://value.example.com/value'],
    ['$KEY,$KEY', 'value,value'],
  ])('%s becomes %s', (text, expected) => {
    expect(expand({ jwksUrl: text }, { KEY: 'value' }).expanded).toEqual({ jwksUrl: expected });
  });

  it('is replaced at any depth, and numbers and Booleans stay what they are', () => {
    const config = {
      mandatoryCustomClaims: [{ key: 'iss', value: '$ISS' }],
      signingKeyLength: 256,
      validateAudClaim: true,
    };
    expect(expand(config, { ISS: 'https://id' }).expanded).toEqual({
      ...config,
      mandatoryCustomClaims: [{ key: 'iss', value: 'https://id' }],
    });
  });

  it.each([['$OTHER'], ['$&'], ["$'"], ['true'], ['{"a":1}'], ['#[true]']])(
    'brings in %s as it is, and looks at it only once',
    (value) => {
      const env = { KEY: value, OTHER: 'never' };
      expect(expand({ jwksUrl: '$KEY', supportedAudiences: 'a,$KEY' }, env).expanded).toEqual({
        jwksUrl: value,
        supportedAudiences: `a,${value}`,
      });
    },
  );

  it.each([
    [undefined],
    [{}],
    [{ KEY: undefined }],
    [{ KEY: '' }],
    [Object.create({ KEY: 'inherited' }) as Record<string, string>],
  ])('that is not set in %j is an error that names the variable', (env) => {
    const { found } = expand({ textKey: '$KEY' }, env);
    expect(found).toMatchObject([{ code: 'ENV_UNSET', path: 'spec.config.textKey' }]);
    expect(found[0]?.message).toContain('KEY');
  });

  it.each([
    ['#[vars.claimSet.scp some ($ == $NAME)]'],
    ['^/orders$'],
    ['costs $5'],
    ['$name inside'],
    ['$'],
    ['${}'],
  ])('is not what %s holds', (text) => {
    expect(expand({ jwtExpression: text }, {})).toEqual({
      expanded: { jwtExpression: text },
      replaced: [],
      found: [],
    });
  });

  it('is the whole of a text key or none of it: a secret may hold any letter', () => {
    const { expanded, found } = expand({ textKey: 'abc$DEF' }, { DEF: 'x' });
    expect([expanded, found]).toEqual([{ textKey: 'abc$DEF' }, []]);
  });

  it('has paths in which a key of the file cannot write lines of its own', () => {
    const { found } = expand({ 'a\nFORGED line': '$KEY' }, {});
    expect(found.map(({ path }) => path)).toEqual([String.raw`spec.config."a\nFORGED line"`]);
  });

  it.each([
    ['jwksUrl', { jwksUrl: '$NONE' }],
    ['jwksUrl', { jwksUrl: 'https://$NONE/jwks' }],
    ['jwksServiceTimeToLive', { jwksServiceTimeToLive: '$NONE' }],
    ['supportedAudiences', { supportedAudiences: '$NONE' }],
    ['skipClientIdValidation', { skipClientIdValidation: '$NONE' }],
    ['mandatoryExpClaim', { mandatoryExpClaim: '$NONE' }],
    ['signingMethod', { signingMethod: '$NONE' }],
    ['jwtKeyOrigin', { jwtKeyOrigin: '$NONE' }],
    ['textKey', { textKey: '$NONE', jwtKeyOrigin: 'text' }],
  ])('that is not set in %s is one error, and no second one follows from it', async (name, changes) => {
    const found = await allFindings({
      apiVersion: 'gateway.mulesoft.com/v1alpha1',
      kind: 'PolicyBinding',
      spec: { policyRef: { name: 'jwt-validation-flex' }, config: parametersWith(changes) },
    });
    expect(troubles(found)).toEqual([`ENV_UNSET spec.config.${name}`]);
    expect(found[0]?.message).toMatch(/option env.*lint from its own environment/);
  });

  it('keeps the text of the file by the path of each value', () => {
    const config = { textKey: '$KEY', claims: [{ value: 'https://$KEY' }], a: '$NO', b: 'in the file' };
    expect(expand(config, { KEY: 'x' }).replaced).toEqual([
      ['spec.config.textKey', '$KEY'],
      ['spec.config.claims[0].value', 'https://$KEY'],
    ]);
  });

  it('leaves a key __proto__ a key', () => {
    const { expanded } = expand(JSON.parse('{"__proto__":{"polluted":"$KEY"}}') as object, { KEY: 'x' });
    expect(Object.getPrototypeOf(expanded)).toBe(Object.prototype);
    expect(Object.keys(expanded)).toEqual(['__proto__']);
  });

  it('ends at a depth that no config has', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => expand(cycle, {})).not.toThrow();
  });
});
