import { describe, expect, it } from '@jest/globals';
import {
  allFindings,
  parametersWith,
  policiesOf,
  refusalOf,
  troubles,
} from '../../../../test/mulesoft/import-bench.js';
import { PARAMETERS } from './parameter-names.js';
import { hasOwnParameter } from './policy-asset.js';

const jwt = { label: 'jwt', assetId: 'jwt-validation', configurationData: parametersWith() };
/** What a client id enforcement holds: a parameter of that name has the JWT validation as well. */
const clientId = {
  credentialsOriginHasHttpBasicAuthenticationHeader: 'customExpression',
  clientIdExpression: "#[attributes.headers['client_id']]",
  clientSecretExpression: "#[attributes.headers['client_secret']]",
};

describe('a policy that another asset names', () => {
  it.each<[name: string, policy: object]>([
    ['assetId', { assetId: 'client-id-enforcement' }],
    ['assetId of Flex', { assetId: 'client-id-enforcement-flex' }],
    ['template', { template: { assetId: 'client-id-enforcement' } }],
    ['template as an export wraps it', { template: { $self: { assetId: 'client-id-enforcement' } } }],
    ['implementationAsset', { implementationAsset: { assetId: 'client-id-enforcement-flex' } }],
    ['policyRef', { policyRef: { name: 'client-id-enforcement-flex' } }],
    ['policyRef as a text', { policyRef: 'client-id-enforcement-flex' }],
    ['policyTemplateId as a name', { policyTemplateId: 'client-id-enforcement' }],
    [
      'template and implementationAsset',
      {
        template: { assetId: 'client-id-enforcement' },
        implementationAsset: { assetId: 'client-id-enforcement-flex' },
      },
    ],
    ['policyTemplateId and assetId', { policyTemplateId: '57', assetId: 'client-id-enforcement' }],
  ])('by its %s is never taken for a JWT validation, whatever parameters it has', async (_name, policy) => {
    for (const parameters of [clientId, parametersWith(), {}])
      for (const key of ['configuration', 'configurationData']) {
        const found = await allFindings([jwt, { ...policy, [key]: parameters }]);
        expect(troubles(found)).toEqual(['ACCESS_CONTROL [1]']);
        const dropped = { droppedPolicies: ['client-id-enforcement'] };
        expect(await policiesOf([jwt, { ...policy, [key]: parameters }], dropped)).toHaveLength(1);
      }
  });

  it('without a configuration is one of the others as well', async () => {
    expect(troubles(await allFindings([jwt, { assetId: 'client-id-enforcement', ...clientId }]))).toEqual([
      'ACCESS_CONTROL [1]',
    ]);
    expect(troubles(await allFindings([jwt, { template: { assetId: 'cors' }, policyId: 1 }]))).toEqual([
      'OTHER_POLICY [1]',
    ]);
    expect(troubles(await allFindings([jwt, { assetId: 'ip-allowlist', ...parametersWith() }]))).toEqual([
      'ACCESS_CONTROL [1]',
    ]);
  });
});

describe('a policy that nothing names', () => {
  it.each([
    { policyTemplateId: '57', configuration: clientId },
    { policyTemplateId: 57, configuration: clientId },
    { policyTemplateId: 'a-template', configuration: clientId },
    { assetId: null, template: null, configuration: clientId },
    { template: { groupId: 'g' }, implementationAsset: {}, configuration: clientId },
    { configuration: { clientIdExpression: '#[vars.claimSet.client_id]' } },
    { configuration: { skipClientIdValidation: true, scopes: 'read', tokenUrl: 'https://id.example.com' } },
    { configuration: { claimsToHeaders: [] } },
    { configuration: { ...clientId, signingMethod: null, jwksUrl: undefined } },
    { configuration: {} },
    { configuration: null },
    { configuration: [parametersWith()] },
    { configurationData: { SigningMethod: 'rsa', JWKSURL: 'https://id.example.com/jwks' } },
  ])('and that has no parameter of its own is an error: %j', async (policy) => {
    expect(troubles(await allFindings([jwt, policy]))).toEqual(['POLICY_UNKNOWN [1]']);
    const { problems } = await refusalOf(policy);
    expect(problems[0]?.message).toContain('Give it assetId: jwt-validation if it is one');
  });

  it.each([
    [{ jwt: { signingMethod: 'rsa', issuer: 'x' } }, 'signingMethod stands one level higher'],
    [{ jwtKey: 'x' }, 'the policy calls it textKey'],
  ])('and that has wrong names, %j, is told the right ones', async (configurationData, words) => {
    const { message } = await refusalOf({ configurationData });
    expect(message).toContain(words);
  });

  it.each([{ clientIdExpression: '#[vars.claimSet.azp]' }, { skipClientIdValidation: true }])(
    'nor are shared parameters alone, %j, a JWT validation',
    async (parameters) => {
      expect(troubles(await allFindings([parameters]))).toEqual(['SHAPE_UNKNOWN [0]']);
    },
  );

  it('stops no start where it is disabled', async () => {
    const off = { policyTemplateId: '57', configuration: { ...clientId, rateLimits: [{}] }, disabled: true };
    const found = await allFindings([jwt, off]);
    expect(troubles(found)).toEqual([]);
    expect(found.filter(({ path }) => path === '[1]')).toMatchObject([{ code: 'POLICY_DISABLED' }]);
  });

  it('is one by each parameter that no other policy has', () => {
    const shared = ['skipClientIdValidation', 'clientIdExpression', 'claimsToHeaders'];
    const own = PARAMETERS.filter((name) => hasOwnParameter({ [name]: 'x' }));
    expect(own).toEqual(PARAMETERS.filter((name) => !shared.includes(name)));
    expect(hasOwnParameter(Object.create({ textKey: 'inherited' }))).toBe(false);
  });
});

describe('the name of a policy', () => {
  it.each([
    { assetId: '' },
    { assetId: '  ' },
    { assetId: 57 },
    { assetId: ['client-id-enforcement'] },
    { assetId: 'jwt-validation\u200B' },
    { assetId: 'x'.repeat(101) },
    { template: { assetId: true } },
    { template: 57 },
    { implementationAsset: [] },
    { policyRef: { name: {} } },
  ])('that cannot be read is an error, and not passed over: %j', async (policy) => {
    const found = await allFindings([jwt, { ...policy, configuration: parametersWith() }]);
    expect(troubles(found)).toEqual([expect.stringMatching(/^POLICY_UNKNOWN \[1\]\./)]);
  });

  it.each([
    { assetId: 'jwt-validation', implementationAsset: { assetId: 'client-id-enforcement-flex' } },
    { assetId: 'jwt-validation', template: { assetId: 'client-id-enforcement' } },
    { assetId: 'client-id-enforcement', template: { assetId: 'jwt-validation' } },
    { template: { assetId: 'jwt-validation' }, policyRef: { name: 'ip-allowlist-flex' } },
    { template: { assetId: 'jwt-validation' }, implementationAsset: { assetId: 'jwt-validationx' } },
    { assetId: 'jwt-validation', template: { assetId: 'jwt-validation-other' } },
  ])('that another one contradicts is an error: %j', async (policy) => {
    const found = await allFindings([jwt, { ...policy, configuration: parametersWith() }]);
    expect(troubles(found)).toEqual([expect.stringMatching(/^POLICY_UNKNOWN \[1\]\.\w+/)]);
    expect(found.find(({ code }) => code === 'POLICY_UNKNOWN')?.message).toContain('Correct the wrong one');
  });

  it.each([
    { assetId: 'jwt-validation-flex' },
    { template: { assetId: 'jwt-validation' }, implementationAsset: { assetId: 'jwt-validation-flex' } },
    { template: { assetId: 'jwt-validation' }, implementationAsset: { assetId: 'jwt-validation-mule' } },
    { implementationAsset: { assetId: 'jwt-validation-flex' } },
    { policyTemplateId: 'jwt-validation' },
    { policyTemplateId: '299253' },
    { assetId: null, policyTemplateId: null },
  ])('may be %j for a JWT validation', async (names) => {
    expect(await policiesOf({ ...names, configuration: parametersWith() })).toHaveLength(1);
  });

  it('may stand beside the parameters themselves', async () => {
    expect(await policiesOf({ assetId: 'jwt-validation', ...parametersWith() })).toHaveLength(1);
  });
});
