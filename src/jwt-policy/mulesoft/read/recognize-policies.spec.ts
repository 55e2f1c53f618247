import { describe, expect, it } from '@jest/globals';
import {
  allFindings,
  parametersWith,
  policiesOf,
  refusalOf,
  troubles,
} from '../../../../test/mulesoft/import-bench.js';
import { muleSoftReport } from '../mulesoft-policies.js';

const config = parametersWith();
const binding = (changes: object = {}, metadata: object = { name: 'jwt-orders' }): object => ({
  apiVersion: 'gateway.mulesoft.com/v1alpha1',
  kind: 'PolicyBinding',
  metadata,
  spec: {
    targetRef: { kind: 'ApiInstance', name: 'orders' },
    policyRef: { name: 'jwt-validation-flex', namespace: 'default' },
    config,
    ...changes,
  },
});
const instance = (policies: unknown): object => ({
  apiVersion: 'gateway.mulesoft.com/v1alpha1',
  kind: 'ApiInstance',
  metadata: { name: 'orders' },
  spec: { address: 'http://0.0.0.0:8080', policies },
});

describe('a source', () => {
  it.each([
    ['bare parameters', config, ''],
    ['a POST body', { configurationData: config, pointcutData: null, policyTemplateId: '299253' }, ''],
    ['a policy with null beside it', { configurationData: config, configuration: null, order: null }, ''],
    ['a GET item', { configuration: config, template: { assetId: 'jwt-validation' }, order: 1 }, ''],
    ['a list of policies', [{ configurationData: config }], '[0]'],
    ['a list in an object', { policies: [{ configurationData: config }] }, 'policies[0]'],
    [
      'an export',
      {
        api: { $self: {} },
        policyConfigurations: [{ $self: { assetId: 'jwt-validation', configurationData: config } }],
      },
      'policyConfigurations[0].$self',
    ],
    [
      'a list of automated policies',
      { automatedPolicies: [{ configurationData: config }] },
      'automatedPolicies[0]',
    ],
    [
      'the list of the command line',
      [
        {
          ID: 1,
          'Asset ID': 'jwt-validation',
          Configuration: JSON.stringify(config),
          Order: '1',
          Pointcut: '',
        },
      ],
      '[0]',
    ],
    [
      'the list of the command line with objects in it',
      [{ 'Asset ID': 'jwt-validation', Configuration: config, Disabled: '', 'Pointcut Data': null }],
      '[0]',
    ],
    ['a list of inline policies', [{ policyRef: { name: 'jwt-validation-flex' }, config }], '[0]'],
    ['the bytes of a file', Buffer.from(JSON.stringify(config)), ''],
    [
      'the bytes of a file in YAML',
      Buffer.from(
        'configurationData: { signingMethod: rsa, jwtKeyOrigin: jwks, jwksUrl: "https://id.example.com", skipClientIdValidation: true, validateAudClaim: true, supportedAudiences: a, mandatoryExpClaim: true }',
      ),
      '',
    ],
    ['a Flex binding', binding(), 'spec'],
    [
      'a Flex API with inline policies',
      instance([{ policyRef: { name: 'jwt-validation-flex' }, config }]),
      'spec.policies[0]',
    ],
  ])('can be %s', async (_shape, source, path) => {
    const { policies, counts } = await muleSoftReport(source);
    expect(policies.map((policy) => policy.path)).toEqual([path]);
    expect([counts.error, counts.warning]).toEqual([0, 0]);
  });

  it.each([
    [null],
    [7],
    ['text in a list'],
    [{}],
    [{ spec: {} }],
    [{ policyConfigurations: 'none' }],
    [[[[[[[config]]]]]]],
  ])('cannot be %j', async (source) => {
    expect(troubles(await allFindings([source] as never))).toEqual([
      expect.stringMatching(/^SHAPE_UNKNOWN \[0\]/),
    ]);
  });

  it('with several lists is read in all of them, and so is a policy beside a list', async () => {
    const policy = (label: string) => ({ configurationData: config, label });
    const policies = await policiesOf({
      $self: policy('self'),
      policies: [policy('a')],
      policyConfigurations: [{ $self: policy('b') }],
      automatedPolicies: [policy('c')],
    });
    expect(policies.map(({ name }) => name).toSorted()).toEqual(['a', 'b', 'c', 'self']);
  });

  it('without any policy is an error', async () => {
    expect((await refusalOf([])).problems).toEqual([
      { path: 'policies', message: 'There is no JWT validation policy.' },
    ]);
  });

  it('that nests its parameters elsewhere is told what they are called', async () => {
    const { problems } = await refusalOf({ jwt: { signingMethod: 'rsa' }, jwtKey: 'x', issuer: 'y' });
    expect(problems[0]?.message).toContain('Its parameters stand one level too deep, in jwt');
    expect(problems[0]?.message).toContain('jwtKey is called textKey');
    expect(problems[0]?.message).toContain('issuer is called mandatoryCustomClaims with the key iss');
  });

  it.each(['constructor', '__proto__', 'toString'])('has no use for a key %s', async (name) => {
    const source = JSON.parse(
      `{ "configurationData": ${JSON.stringify(config)}, "${name}": { "disabled": true } }`,
    ) as object;
    const [policy] = await policiesOf(source);
    expect(policy?.name).toBe('jwt-validation');
  });

  it('reads own members only: what a prototype adds is not there', async () => {
    const source = Object.assign(Object.create({ disabled: true, pointcutData: [] }) as object, {
      configurationData: config,
    });
    expect((await policiesOf(source))[0]).not.toHaveProperty('appliesTo');
  });
});

it.each([
  [{ Configuration: '{' }, 'SYNTAX_INVALID [0].Configuration: line 1, column 2'],
  [{ Configuration: '{"a":1,"a":2}' }, 'SYNTAX_INVALID [0].Configuration: a'],
  [{ Configuration: '' }, 'VALUE_INVALID [0].configuration'],
  [{ 'Asset ID': 'cors' }, 'OTHER_POLICY [0]'],
])('a policy of the list of the command line with %j is reported', async (changes, expected) => {
  const listed = { 'Asset ID': 'jwt-validation', Configuration: JSON.stringify(config), ...changes };
  expect(troubles(await allFindings([listed]))).toContainEqual(expect.stringContaining(expected));
});

it.each([
  [{ configurationData: { data: config } }, 'KEY_INVENTED configurationData.data'],
  [{ assetId: 'jwt-validation', configurationData: { data: config } }, 'KEY_INVENTED configurationData.data'],
  [{ data: config }, 'SHAPE_UNKNOWN '],
])('parameters one level too deep are one finding that says so: %j', async (source, expected) => {
  const found = await allFindings(source);
  expect(troubles(found).filter((one) => !/TEXT_KEY|CLIENTS|NO_POLICY/.test(one))).toEqual([expected]);
  expect(found.find(({ level }) => level === 'error')?.message).toContain('one level too deep');
});

it('automated policies run before those of the API, whatever their order', async () => {
  const policy = (label: string, order: number) => ({ configurationData: config, label, order });
  const policies = await policiesOf({ policies: [policy('api', 1)], automatedPolicies: [policy('all', 2)] });
  expect(policies.map(({ name }) => name)).toEqual(['all', 'api']);
});

describe('a policy of another kind', () => {
  it.each([
    [{ assetId: 'rate-limiting', configurationData: {} }],
    [{ template: { assetId: 'cors' }, configuration: {} }],
    [binding({ policyRef: { name: 'rate-limiting-flex' } })],
  ])('is not imported, and warned of, because nobody does its work: %j', async (other) => {
    const found = await allFindings([other, { configurationData: config }]);
    expect(troubles(found)).toEqual([expect.stringMatching(/^OTHER_POLICY \[0\]/)]);
    expect(await policiesOf([other, { configurationData: config }])).toHaveLength(1);
  });

  it('alone is no policy', async () => {
    const found = await allFindings({ assetId: 'rate-limiting', configurationData: {} });
    expect(troubles(found)).toEqual(['OTHER_POLICY ', 'NO_POLICY ']);
  });

  it('is told from one whose policyRef has the name of API Manager', async () => {
    const found = await allFindings(binding({ policyRef: { name: 'jwt-validation' } }));
    expect(troubles(found)).toEqual(['KEY_UNKNOWN spec.policyRef.name']);
    expect(found[0]?.message).toContain('jwt-validation-flex');
  });
});

describe('a policy', () => {
  it.each([
    [{ order: 'first' }, 'VALUE_INVALID order'],
    [{ disabled: 'perhaps' }, 'VALUE_INVALID disabled'],
    [{ configurationData: 'x' }, 'VALUE_INVALID configurationData'],
    [{ configurationData: [] }, 'VALUE_INVALID configurationData'],
    [{ pointcutData: { methodRegex: 'GET' } }, 'VALUE_INVALID pointcutData'],
    [{ pointcutData: ['GET'] }, 'VALUE_INVALID pointcutData[0]'],
    [{ pointcutData: [{ methodRegex: 7 }] }, 'VALUE_INVALID pointcutData[0].methodRegex'],
    [{ pointcutData: [{ methods: 'GET' }] }, 'KEY_UNKNOWN pointcutData[0].methods'],
    [{ pointcutdata: [] }, 'KEY_UNKNOWN pointcutdata'],
  ])('with %j is told', async (changes, expected) => {
    const policy = { assetId: 'jwt-validation', configurationData: config, ...changes };
    expect(troubles(await allFindings(policy))).toContain(expected);
  });

  it.each([
    [{ policyRef: undefined }, 'VALUE_INVALID spec.policyRef'],
    [{ config: undefined }, 'VALUE_INVALID spec.config'],
    [{ config: 'x' }, 'VALUE_INVALID spec.config'],
    [{ rules: 'GET' }, 'VALUE_INVALID spec.rules'],
    [{ rules: [{ headers: 'x' }] }, 'VALUE_INVALID spec.rules[0].headers'],
    [{ rules: [{ method: 'GET' }] }, 'KEY_UNKNOWN spec.rules[0].method'],
  ])('of Flex with %j is told', async (changes, expected) => {
    expect(troubles(await allFindings(binding(changes)))).toContain(expected);
  });

  it.each([
    [instance('none'), 'VALUE_INVALID spec.policies'],
    [instance(['none']), 'VALUE_INVALID spec.policies[0]'],
    [{ ...instance([]), spec: 'none' }, 'VALUE_INVALID spec'],
    [{ ...instance([]), kind: 'apiInstance' }, 'VALUE_INVALID kind'],
    [{ ...binding(), kind: 'Policybinding' }, 'VALUE_INVALID kind'],
    [{ ...binding(), kind: undefined }, 'VALUE_INVALID kind'],
  ])('cannot stand in %j', async (source, expected) => {
    expect(troubles(await allFindings(source))).toContain(expected);
  });

  it('may stand beside Flex resources that hold none', async () => {
    const service = {
      apiVersion: 'gateway.mulesoft.com/v1alpha1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: {},
    };
    const found = await allFindings([service, binding(), instance(undefined)]);
    expect(found.filter(({ path }) => path === '[0]')).toMatchObject([{ code: 'PARAMETER_IGNORED' }]);
    expect(troubles(found)).toEqual([]);
  });

  it('is named by its label, its metadata, or its order; names stay unique', async () => {
    const policies = await policiesOf([
      { configurationData: config, label: 'Orders' },
      { configurationData: config, label: 'Orders' },
      { configurationData: config, order: 3 },
      { configurationData: config, label: 'a\u0000b' },
      binding(),
      instance([{ policyRef: { name: 'jwt-validation-flex' }, config }]),
      config,
    ]);
    expect(policies.map(({ name }) => name).toSorted()).toEqual([
      'Orders',
      'Orders-2',
      'jwt-orders',
      'jwt-validation',
      'jwt-validation-2',
      'jwt-validation-3',
      'orders-1',
    ]);
  });
});

it('500 policies are read, and one more is an error', async () => {
  const policies = (length: number) => Array.from({ length }, () => ({ configurationData: config }));
  expect(await policiesOf(policies(500))).toHaveLength(500);
  const { problems } = await refusalOf(policies(501));
  expect(problems[0]?.message).toContain('more than 500');
});
