import { describe, expect, it } from '@jest/globals';
import { findingsOf, policyOf, troubles } from '../../../../test/mulesoft/import-bench.js';

describe('jwtOrigin', () => {
  it.each([undefined, 'httpBearerAuthenticationHeader'])(
    '%s reads the Authorization header',
    async (jwtOrigin) => {
      const changes = { jwtOrigin, jwtExpression: "#[attributes.headers['jwt']]" };
      expect(await policyOf(changes)).not.toHaveProperty('origin');
      expect((await findingsOf(changes)).map(({ code }) => code)).toContain('PARAMETER_IGNORED');
    },
  );

  it('customExpression reads what the expression gives', async () => {
    const expression = '#[attributes.headers["Approov-Token"]]';
    const { origin } = await policyOf({ jwtOrigin: 'customExpression', jwtExpression: expression });
    expect(origin?.read({ headers: { 'approov-token': 'a.b.c' } } as never)).toBe('a.b.c');
  });

  it('customExpression reads the header jwt where no expression is given', async () => {
    const { origin } = await policyOf({ jwtOrigin: 'customExpression' });
    expect(origin?.read({ headers: { jwt: 'a.b.c' } } as never)).toBe('a.b.c');
  });

  it.each(["#[attributes.headers['jwt'", '#[vars.claimSet.jwt]', '#[7]'])(
    'cannot read %s',
    async (jwtExpression) => {
      const found = await findingsOf({ jwtOrigin: 'customExpression', jwtExpression });
      expect(troubles(found)).toEqual(['EXPRESSION_INVALID configurationData.jwtExpression']);
    },
  );

  it('is no other', async () => {
    expect(troubles(await findingsOf({ jwtOrigin: 'cookie' }))).toEqual([
      'VALUE_INVALID configurationData.jwtOrigin',
    ]);
  });
});
