import { describe, expect, it } from '@jest/globals';
import {
  allFindings,
  parametersWith,
  policiesOf,
  refusalOf,
  troubles,
} from '../../../../test/mulesoft/import-bench.js';
import { muleSoftPolicies, muleSoftReport } from '../mulesoft-policies.js';

const jwt = { assetId: 'jwt-validation', configurationData: parametersWith() };
const policy = (assetId: string, more: object = {}) => ({ assetId, configurationData: {}, ...more });
const binding = (name: string, more: object = {}) => ({
  apiVersion: 'gateway.mulesoft.com/v1alpha1',
  kind: 'PolicyBinding',
  metadata: { name },
  spec: { policyRef: { name }, config: {}, ...more },
});

describe('access control beside the JWT validation', () => {
  it.each([
    'client-id-enforcement',
    'http-basic-authentication',
    'ldap-authentication',
    'ip-allowlist',
    'ip-blocklist',
    'ip-whitelist',
    'ip-blacklist',
    'oauth2-access-token-enforcement',
    'oauth2-token-introspection',
    'mule-oauth2-access-token-enforcement',
    'external-oauth2-access-token-enforcement',
    'openidconnect-access-token-enforcement',
    'openam-access-token-enforcement',
    'pingfederate-access-token-enforcement',
    'rate-limiting-sla-based',
    'external-authorization',
    'access-block',
    'a-policy-of-our-own',
    'JWT-Validation',
    ' jwt-validation',
    'constructor',
    '__proto__',
  ])('stops the start until it is named, with -flex or without: %s', async (name) => {
    for (const assetId of [name, `${name}-flex`]) {
      expect(troubles(await allFindings([jwt, policy(assetId)]))).toEqual(['ACCESS_CONTROL [1]']);
      expect(troubles(await allFindings([jwt, binding(assetId)]))).toEqual(['ACCESS_CONTROL [1].spec']);
      for (const dropped of [name, `${name}-flex`])
        expect(await policiesOf([jwt, policy(assetId)], { droppedPolicies: [dropped] })).toHaveLength(1);
    }
  });

  it.each(['rate-limiting', 'spike-control', 'cors', 'header-injection', 'message-logging', 'tracing'])(
    'is not what %s does: it never stops the start, and is warned of',
    async (name) => {
      for (const assetId of [name, `${name}-flex`]) {
        expect(troubles(await allFindings([jwt, policy(assetId)]))).toEqual(['OTHER_POLICY [1]']);
        expect(await policiesOf([jwt, policy(assetId)])).toHaveLength(1);
      }
    },
  );

  it("says of MuleSoft's policies what they do, and of others that nobody can tell", async () => {
    const { problems } = await refusalOf([jwt, policy('ip-allowlist-flex'), policy('ours')]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain('\n  [1] ip-allowlist-flex: lets callers in');
    expect(problems[0]?.message).toContain("\n  [2] ours: is none of MuleSoft's");
    const [one] = (await refusalOf([jwt, policy('ip-allowlist-flex')])).problems;
    expect(one?.message).toContain('is the policy "ip-allowlist-flex": it lets callers in');
  });

  it('prints the whole list to paste, each policy once, those that are named already among them', async () => {
    const source = [
      jwt,
      policy('ip-allowlist'),
      policy('ip-allowlist-flex'),
      policy('cors'),
      policy('client-id-enforcement'),
      policy("it's ours"),
      policy('ip-blocklist', { disabled: true }),
    ];
    const { problems } = await refusalOf(source, { droppedPolicies: ['client-id-enforcement'] });
    expect(problems[0]?.message.match(/^ {2}\[\d+\]/gm)).toEqual(['  [1]', '  [2]', '  [5]']);
    for (const { message } of problems)
      expect(message).toContain(`droppedPolicies: ['client-id-enforcement', 'ip-allowlist', "it's ours"]`);
    const pasted = ['client-id-enforcement', 'ip-allowlist', "it's ours"];
    expect(await policiesOf(source, { droppedPolicies: pasted })).toHaveLength(1);
  });

  it.each(['jwt-validation-2', 'JWT-Validation', 'custom-jwt_validation-policy'])(
    'may be this policy under another name: %s',
    async (name) => {
      const { message } = await refusalOf([jwt, policy(name)]);
      expect(message).toContain(
        'it looks like this policy, which is called jwt-validation: correct the name',
      );
    },
  );

  it('and the other policies are one finding of each sort, in the order in which they run', async () => {
    const source = [
      policy('cors', { order: 3 }),
      jwt,
      policy('rate-limiting', { order: 2 }),
      policy('message-logging', { order: 1, disabled: true }),
      policy('tracing', { disabled: true }),
      policy('ip-allowlist', { order: 5 }),
      { automatedPolicies: [policy('client-id-enforcement', { order: 9 })] },
      policy('xml-threat-protection', { order: 4 }),
      policy('ip-blocklist'),
      policy('http-basic-authentication'),
    ];
    const { findings, otherPolicies } = await muleSoftReport(source, {
      droppedPolicies: ['ip-blocklist', 'http-basic-authentication'],
    });
    const told = findings.map(({ code, message }) => [code, ...message.split('\n').slice(1)]);
    expect(told).toEqual([
      [
        'ACCESS_CONTROL',
        '  [6].automatedPolicies[0] client-id-enforcement: asks every caller for the id of a client application, and mostly for its secret',
        '  [5] ip-allowlist: lets callers in, or keeps them out, by their address',
      ],
      [
        'OTHER_POLICY',
        '  [2] rate-limiting: @nestjs/throttler',
        '  [0] cors: app.enableCors()',
        '  [7] xml-threat-protection',
      ],
      ['POLICY_DROPPED', '  [8] ip-blocklist', '  [9] http-basic-authentication'],
      ['POLICY_DISABLED', '  [3] message-logging', '  [4] tracing'],
    ]);
    expect(otherPolicies).toHaveLength(9);
    expect(otherPolicies[0]).toEqual({
      name: 'client-id-enforcement',
      path: '[6].automatedPolicies[0]',
      isDisabled: false,
    });
  });

  it('of Flex have order 50 unless the file says otherwise', async () => {
    const source = [jwt, binding('ip-allowlist-flex'), binding('ip-blocklist-flex', { order: 7 })];
    const { otherPolicies } = await muleSoftReport(source);
    expect(otherPolicies.map(({ name }) => name)).toEqual(['ip-blocklist-flex', 'ip-allowlist-flex']);
  });

  it.each([true, 'true'])('stops no start where it was disabled there (%j)', async (disabled) => {
    const found = await allFindings([jwt, policy('client-id-enforcement', { disabled })]);
    expect(troubles(found)).toEqual([]);
    expect(found.filter(({ path }) => path === '[1]')).toMatchObject([{ code: 'POLICY_DISABLED' }]);
    expect(troubles(await allFindings([jwt, binding('ip-allowlist-flex', { disabled })]))).toEqual([]);
  });

  it('whose disabled cannot be read counts as enabled', async () => {
    expect(troubles(await allFindings([jwt, policy('ip-allowlist', { disabled: 'no idea' })]))).toEqual([
      'VALUE_INVALID [1].disabled',
      'ACCESS_CONTROL [1]',
    ]);
  });

  it('that is named is spoken aloud at start, and no warning of the file', async () => {
    const source = [jwt, policy('ip-allowlist')];
    const options = { droppedPolicies: ['ip-allowlist'] };
    expect((await muleSoftReport(source, options)).counts).toMatchObject({ error: 0, warning: 0 });
    const { notices } = await muleSoftPolicies(source, options);
    expect(notices).toContainEqual({
      level: 'warn',
      message: expect.stringMatching(/^POLICY_DROPPED at \[1\]: is the policy "ip-allowlist"/),
    });
  });

  it('alone is told, and that there is no JWT validation as well', async () => {
    expect(troubles(await allFindings([policy('ip-allowlist')]))).toEqual([
      'ACCESS_CONTROL [0]',
      'NO_POLICY ',
    ]);
  });

  it('in inline policies of a Flex API is told with its place', async () => {
    const api = {
      apiVersion: 'gateway.mulesoft.com/v1alpha1',
      kind: 'ApiInstance',
      spec: {
        policies: [
          { policyRef: { name: 'jwt-validation-flex' }, config: parametersWith() },
          { policyRef: { name: 'client-id-enforcement-flex' }, config: {} },
        ],
      },
    };
    expect(troubles(await allFindings(api))).toEqual(['ACCESS_CONTROL spec.policies[1]']);
  });
});

describe('droppedPolicies', () => {
  it.each([
    [['ip-allowlist', 'ip-alowlist'], 'the policy "ip-alowlist", and there is none in the file'],
    [['IP-Allowlist'], 'the policy "IP-Allowlist", and there is none'],
    [['ip-allowlist', 'jwt-validation'], 'which is imported, not dropped: disabled: true'],
    [['ip-allowlist', 'jwt-validation-flex'], 'which is imported, not dropped'],
    [['ip-allowlist', 'ip-allowlist-flex-flex'], 'and there is none'],
  ])('%j is an error where it names what is not there to be dropped', async (droppedPolicies, words) => {
    const { message } = await refusalOf([jwt, policy('ip-allowlist')], { droppedPolicies });
    expect(message).toContain(words);
    expect(message).toContain('policies: The option droppedPolicies names');
  });

  it('is an error in a file that has no other policy', async () => {
    const { message } = await refusalOf(jwt, { droppedPolicies: ['ip-allowlist'] });
    expect(message).toContain('beside JWT validation there is nothing');
  });

  it('may name policies that are disabled, and those that are no access control', async () => {
    const source = [jwt, policy('cors'), policy('ip-allowlist', { disabled: true })];
    const options = { droppedPolicies: ['cors', 'ip-allowlist'] };
    expect(troubles(await allFindings(source, options))).toEqual([]);
  });

  it.each([['ip-allowlist'], [['']], [[7]], [[null]], [{ 0: 'ip-allowlist' }], [true], [null]])(
    'cannot be %j',
    async (droppedPolicies) => {
      await expect(muleSoftReport(jwt, { droppedPolicies } as never)).rejects.toThrow(
        'muleSoftPolicies().droppedPolicies: must be a list of the names of policies',
      );
    },
  );
});
