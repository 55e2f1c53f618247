import { describe, expect, it } from '@jest/globals';
import type { DescribedRule, RuleContext } from '../../claims/index.js';
import type { PolicyOptions } from '../../options/index.js';
import { findingsOf, issuerOf, policyOf, troubles } from '../../../../test/mulesoft/import-bench.js';

/** What the rule of the only check says, whatever the claim is. */
function runsTo(checks: PolicyOptions['checks'] = []): unknown {
  const [check] = checks as readonly { readonly rule: DescribedRule }[];
  return check?.rule.run('orders', {} as RuleContext);
}

describe('the audience', () => {
  it('must be one of supportedAudiences, a text with commas, blanks around them left out', async () => {
    const supportedAudiences = 'orders, api://orders ,,orders';
    expect(await issuerOf({ supportedAudiences })).toMatchObject({ audience: ['orders', 'api://orders'] });
  });

  it('may be missing where it is not mandatory, and is checked where it is there', async () => {
    expect(await issuerOf({ mandatoryAudClaim: 'False' })).toMatchObject({
      audience: ['orders'],
      requireAud: false,
    });
    expect(await issuerOf()).not.toHaveProperty('requireAud');
  });

  it('is left unchecked where validateAudClaim is not true, which is told', async () => {
    const changes = { validateAudClaim: undefined, mandatoryAudClaim: false };
    expect(await issuerOf(changes)).toMatchObject({ audience: null });
    const codes = (await findingsOf(changes)).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['AUDIENCE_UNCHECKED', 'PARAMETER_IGNORED']));
  });

  it('must be there where it is mandatory, also if it is not validated', async () => {
    const { issuers, checks } = await policyOf({ validateAudClaim: false });
    expect(issuers).toMatchObject([{ audience: null }]);
    expect(checks).toMatchObject([{ claim: 'aud', rule: { describe: 'is present' } }]);
    expect(runsTo(checks)).toBe(true);
  });

  it.each([
    [true, true],
    [false, false],
  ])(
    'is refused whatever it is where none is supported (mandatory: %s)',
    async (mandatoryAudClaim, mandatory) => {
      for (const supportedAudiences of [undefined, '', ' , ']) {
        const changes = { supportedAudiences, mandatoryAudClaim };
        const { issuers, checks } = await policyOf(changes);
        expect(issuers).toMatchObject([{ audience: null }]);
        expect(checks).toMatchObject([{ claim: 'aud', mandatory }]);
        expect(runsTo(checks)).toBe(false);
        expect(troubles(await findingsOf(changes))).toEqual([
          'AUDIENCE_NONE configurationData.supportedAudiences',
        ]);
      }
    },
  );

  it.each(['{expectedAudience}', 'aud.example.com', '${AUDIENCE}'])(
    '%s is told: nobody has filled it in',
    async (supportedAudiences) => {
      expect(troubles(await findingsOf({ supportedAudiences }))).toEqual([
        'PLACEHOLDER configurationData.supportedAudiences',
      ]);
    },
  );

  it.each([['orders'], { aud: 'orders' }])('%j is no text', async (supportedAudiences) => {
    expect(troubles(await findingsOf({ supportedAudiences }))).toContain(
      'VALUE_INVALID configurationData.supportedAudiences',
    );
  });

  it.each(['yes', 1, 'on', [true], {}])(
    'validateAudClaim: %j is an error, not false',
    async (validateAudClaim) => {
      expect(troubles(await findingsOf({ validateAudClaim }))).toContain(
        'VALUE_INVALID configurationData.validateAudClaim',
      );
    },
  );
});

describe('the times', () => {
  it('need not be there unless mandatory, which scripts also write as text', async () => {
    expect(await issuerOf({ mandatoryExpClaim: undefined })).toMatchObject({
      requireExp: false,
      requireNbf: false,
    });
    const given = { mandatoryExpClaim: 'True', mandatoryNbfClaim: ' true ' };
    expect(await issuerOf(given)).toMatchObject({ requireExp: true, requireNbf: true });
  });

  it('are checked without tolerance, and typ is not checked, as on MuleSoft', async () => {
    expect(await issuerOf()).toMatchObject({ clockToleranceSeconds: 0, types: null });
  });

  it('tell of tokens that never expire', async () => {
    const found = await findingsOf({ mandatoryExpClaim: false });
    expect(found.map(({ code }) => code)).toContain('EXP_OPTIONAL');
  });

  it('and the audience are told where keys come from Cognito, whose access tokens have neither aud nor nbf', async () => {
    const jwksUrl = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_HNFT9ZMsV/.well-known/jwks.json';
    expect(troubles(await findingsOf({ jwksUrl, mandatoryNbfClaim: true }))).toEqual([
      'COGNITO_CLAIM configurationData.mandatoryAudClaim',
      'COGNITO_CLAIM configurationData.mandatoryNbfClaim',
    ]);
    expect(troubles(await findingsOf({ jwksUrl, mandatoryAudClaim: false }))).toEqual([]);
  });
});
