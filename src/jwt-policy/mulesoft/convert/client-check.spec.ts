import { describe, expect, it } from '@jest/globals';
import {
  allFindings,
  findingsOf,
  parametersWith,
  policyOf,
  troubles,
} from '../../../../test/mulesoft/import-bench.js';

const VALIDATED = { skipClientIdValidation: false };
const clients = { 'orders-batch': { status: 'approved' as const } };

describe('client ids', () => {
  it('are looked up in what the caller passes, by the default expression', async () => {
    const policy = await policyOf(VALIDATED, { clients });
    expect(policy.clients).toMatchObject({
      registry: clients,
      clientId: { describe: expect.stringContaining('#[vars.claimSet.client_id]') },
    });
  });

  it('are read by the expression of the policy', async () => {
    const policy = await policyOf(
      { ...VALIDATED, clientIdExpression: '#[vars.claimSet.appid]' },
      { clients },
    );
    const { clientId } = policy.clients as { clientId: { read(context: unknown): unknown } };
    expect(clientId.read({ claims: { appid: 'a' }, attributes: {}, now: () => 0 })).toBe('a');
  });

  it('are looked up where nothing is said, as on MuleSoft: without clients that is an error', async () => {
    expect(troubles(await findingsOf({ skipClientIdValidation: undefined }))).toEqual([
      'CLIENTS_MISSING configurationData.skipClientIdValidation',
    ]);
  });

  it('of which it is not clear whether they are looked up are one error', async () => {
    expect(troubles(await findingsOf({ skipClientIdValidation: 'yes' }))).toEqual([
      'VALUE_INVALID configurationData.skipClientIdValidation',
    ]);
  });

  it.each(['othercliid', '#[vars.claimSet.]', '#[7]', "#['orders' ++ '-batch']"])(
    'cannot be read by %s',
    async (clientIdExpression) => {
      expect(troubles(await findingsOf({ ...VALIDATED, clientIdExpression }, { clients }))).toEqual([
        'EXPRESSION_INVALID configurationData.clientIdExpression',
      ]);
    },
  );

  it('that callers choose themselves are warned of', async () => {
    const clientIdExpression = "#[vars.claimSet.client_id default attributes.headers['client_id']]";
    expect(troubles(await findingsOf({ ...VALIDATED, clientIdExpression }, { clients }))).toEqual([
      'CALLER_CHOOSES configurationData.clientIdExpression',
    ]);
  });

  it('that are passed while every policy skips them are warned of', async () => {
    const skipping = { configurationData: parametersWith({ skipClientIdValidation: true }) };
    const asking = { configurationData: parametersWith(VALIDATED) };
    const off = { ...asking, disabled: true };
    expect(troubles(await allFindings([skipping, skipping, off], { clients }))).toEqual(['CLIENTS_UNUSED ']);
    expect(troubles(await allFindings([skipping, asking], { clients }))).toEqual([]);
    expect(troubles(await allFindings([skipping]))).toEqual([]);
  });

  it('are not looked up where the policy skips that, whatever the expression is', async () => {
    const changes = { skipClientIdValidation: 'true', clientIdExpression: 'othercliid' };
    expect(await policyOf(changes, { clients })).not.toHaveProperty('clients');
    expect((await findingsOf(changes)).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['CLIENT_UNCHECKED', 'PARAMETER_IGNORED']),
    );
  });
});
