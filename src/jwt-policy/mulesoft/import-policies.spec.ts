import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  allFindings,
  parametersWith,
  policiesOf,
  refusalOf,
  troubles,
} from '../../../test/mulesoft/import-bench.js';
import { muleSoftReport } from './mulesoft-policies.js';

const policy = (label: string, more: object = {}) => ({
  configurationData: parametersWith(),
  label,
  ...more,
});
const binding = (name: string, api: string, more: object = {}) => ({
  apiVersion: 'gateway.mulesoft.com/v1alpha1',
  kind: 'PolicyBinding',
  metadata: { name },
  spec: {
    targetRef: { name: api },
    policyRef: { name: 'jwt-validation-flex' },
    config: parametersWith(),
    ...more,
  },
});

describe('several policies', () => {
  it('run automated ones first, then by order, those without order last', async () => {
    const policies = await policiesOf([
      policy('none'),
      policy('ten', { order: '10' }),
      policy('two', { order: 2 }),
      policy('automated', { order: 20, ruleOfApplication: { range: { from: '4.0.0' } } }),
      policy('another'),
    ]);
    expect(policies.map(({ name }) => name)).toEqual(['automated', 'two', 'ten', 'none', 'another']);
  });

  it('of Flex have the order 50 where nothing is said', async () => {
    const policies = await policiesOf([binding('late', 'a'), binding('early', 'a', { order: 49 })]);
    expect(policies.map(({ name }) => name)).toEqual(['early', 'late']);
  });

  it('with the same order are warned of', async () => {
    const found = await allFindings([
      policy('a', { order: 1 }),
      policy('c', { order: 2 }),
      policy('b', { order: 1 }),
      policy('d', { order: 2 }),
    ]);
    expect(troubles(found)).toEqual(['ORDER_REPEATED [0].order', 'ORDER_REPEATED [1].order']);
    expect(found.map(({ message }) => message).join()).toMatch(/"a", "b".*"c", "d"/);
  });

  it('of several APIs are warned of: all of them are imported', async () => {
    expect(
      troubles(await allFindings([binding('a', 'x', { order: 1 }), binding('b', 'y', { order: 2 })])),
    ).toEqual(['TARGETS_DIFFER ']);
  });
});

describe('a disabled policy', () => {
  it.each([true, 'true'])(
    '(%j) is skipped and reported, and what is wrong with it is of no consequence',
    async (disabled) => {
      const source = [
        policy('off', { disabled, configurationData: { signingMethod: 'wrong' } }),
        policy('on'),
      ];
      expect((await policiesOf(source)).map(({ name }) => name)).toEqual(['on']);
      const { policies, counts } = await muleSoftReport(source);
      expect(policies[0]).toMatchObject({
        name: 'off',
        path: '[0]',
        skipped: expect.stringContaining('disabled'),
        findings: [{ level: 'ignored', code: 'POLICY_DISABLED' }],
      });
      expect([counts.error, counts.warning]).toEqual([0, 0]);
    },
  );

  it('alone leaves nothing to import, which is an error that says what to do', async () => {
    const source = policy('off', { disabled: true });
    expect(troubles(await allFindings(source))).toEqual(['ALL_DISABLED ']);
    const { problems } = await refusalOf([source, source]);
    expect(problems).toEqual([{ path: 'policies', message: expect.stringContaining('Set disabled: false') }]);
  });
});

describe('what is wrong', () => {
  it('with any policy is told at once, with its path', async () => {
    const { problems } = await refusalOf([
      policy('a', { configurationData: parametersWith({ signingKeyLength: 1, mandatoryExpClaim: 'x' }) }),
      policy('b', { configurationData: parametersWith({ jwksUrl: '' }) }),
    ]);
    expect(problems.map(({ path }) => path)).toEqual([
      '[0].configurationData.signingKeyLength',
      '[0].configurationData.mandatoryExpClaim',
      '[1].configurationData.jwksUrl',
    ]);
  });

  it('with a file is told with its name', async () => {
    const { problems } = await refusalOf('missing.json');
    expect(problems).toEqual([
      { path: 'missing.json', message: 'The file cannot be read: there is no such file.' },
    ]);
  });
});

describe('unknown parameters', () => {
  it.each([
    ['mandatoryExpirationClaim', 'mandatoryExpClaim'],
    ['jwksCacheTtl', 'jwksServiceTimeToLive'],
    ['SigningMethod', 'signingMethod'],
    ['supportedAudience', 'supportedAudiences'],
    ['skipClientIDValidation', 'skipClientIdValidation'],
    ['x', 'here as on MuleSoft.'],
    ['clientSecretExpression', 'it is a parameter of the policy client-id-enforcement.'],
  ])('%s is warned of, and told to be %s', async (name, words) => {
    const found = await allFindings({ configurationData: parametersWith({ [name]: 'true' }) });
    expect(troubles(found)).toEqual([`KEY_UNKNOWN configurationData.${name}`]);
    expect(found.find(({ code }) => code === 'KEY_UNKNOWN')?.message).toContain(words);
  });

  it.each([
    ['claimValidations', [{ claim: 'aud' }], 'supportedAudiences'],
    ['jwt', { signingMethod: 'rsa', audienceClaim: 'aud' }, 'directly in the configuration'],
    ['rules', ['a'], 'checked by nobody'],
    ['jwtKey', 'x', 'textKey'],
    ['jwtSigningMethod', 'hmac', 'signingMethod'],
  ])('%s cannot be passed over', async (name, value, words) => {
    const found = await allFindings({ configurationData: parametersWith({ [name]: value }) });
    expect(troubles(found)).toEqual([`KEY_INVENTED configurationData.${name}`]);
    expect(found.find(({ code }) => code === 'KEY_INVENTED')?.message).toContain(words);
  });

  it('that are all there is are an error', async () => {
    const nothing = { assetId: 'jwt-validation', configurationData: { a: 1 } };
    expect(troubles(await allFindings(nothing))).toContain('KEY_INVENTED configurationData');
  });
});

describe('a file that holds no policies in a form that is read', () => {
  it.each([
    ['main.tf', 'Terraform'],
    ['policy.XML', 'XML'],
    ['app.properties', 'a list of properties'],
  ])('%s is told as that', async (name, words) => {
    const folder = mkdtempSync(join(tmpdir(), 'nest-jwt-policy-'));
    try {
      writeFileSync(join(folder, name), 'signingMethod = rsa');
      const found = await allFindings(join(folder, name));
      expect(troubles(found)).toEqual(['SHAPE_UNKNOWN ']);
      expect(found[0]?.message).toContain(`The file is ${words};`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it.each([
  [
    { jwtKeyOrigin: 'JWKS' },
    'jwtKeyOrigin',
    'must be one of text, jwks, customExpression, in these letters, not "JWKS".',
  ],
  [{ signingMethod: 'RS256' }, 'signingMethod', 'not "RS256"'],
  [{ jwtOrigin: 'header', jwtExpression: '#[attributes.headers.jwt]' }, 'jwtOrigin', 'not "header"'],
])('a value that is none of the choices is one finding: %j', async (changes, name, words) => {
  const found = await allFindings({ configurationData: parametersWith(changes) });
  expect(troubles(found)).toEqual([`VALUE_INVALID configurationData.${name}`]);
  expect(found.find(({ level }) => level === 'error')?.message).toContain(words);
});

it('a custom claim that reads authentication in the first policy is warned of', async () => {
  const value = "#[authentication.clientId == 'app']";
  const claims = parametersWith({
    validateCustomClaim: true,
    mandatoryCustomClaims: [{ key: 'sub', value }],
  });
  const found = await allFindings([policy('first'), { configurationData: claims, label: 'second' }]);
  expect(troubles(found)).toEqual([]);
  const alone = await allFindings([{ configurationData: claims }, policy('second')]);
  expect(troubles(alone)).toEqual(['NEVER_PASSES [0].configurationData.mandatoryCustomClaims[0].value']);
});
