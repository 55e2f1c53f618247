import { describe, expect, it } from '@jest/globals';
import { findingsOf, policyOf, troubles } from '../../../../test/mulesoft/import-bench.js';
import type { DescribedRule, RuleContext } from '../../claims/index.js';

const CUSTOM = { validateCustomClaim: true };
const LIST = 'configurationData.mandatoryCustomClaims';

/** Whether a custom claim passes, of claims in which it is `value`. */
async function passes(expected: unknown, value: unknown, claims: object = {}): Promise<boolean> {
  const { checks = [] } = await policyOf({
    ...CUSTOM,
    mandatoryCustomClaims: [{ key: 'c', value: expected }],
  });
  const context = {
    claims: { c: value, ...claims },
    attributes: {},
    authentication: undefined,
    now: () => 0,
  };
  const [check] = checks as readonly { readonly rule: DescribedRule }[];
  return check?.rule.run(value, context as unknown as RuleContext) === true;
}

describe('a literal', () => {
  it.each([
    ['bar', 'bar'],
    ['7', 7],
    ['1.5', 1.5],
    ['true', true],
    [true, true],
    [7, '7'],
    ['https://sts.windows.net/1234/', 'https://sts.windows.net/1234/'],
  ])('%j is what a claim %j is as text', async (literal, value) => {
    expect(await passes(literal, value)).toBe(true);
  });

  it.each([
    ['bar', 'Bar'],
    ['bar', 'bar '],
    ['bar', ['bar']],
    ['null', null],
    ['[object Object]', {}],
    ['7', 7.5],
    ['', []],
    ['9007199254740992', Number('9007199254740993')],
    ['9007199254740993', Number('9007199254740993')],
    ['-9007199254740992', -(2 ** 53)],
    ['1e+300', 1e300],
    ['Infinity', Infinity],
  ])('%j is not a claim %j', async (literal, value) => {
    expect(await passes(literal, value)).toBe(false);
  });

  it.each([
    ['bar ', 'LITERAL_BLANK'],
    ["vars.claimSet.scope contains 'read'", 'LITERAL_EXPRESSION'],
    ['https://login.microsoftonline.com/{tenantId}/v2.0', 'PLACEHOLDER'],
  ])('%j is told as %s', async (value, code) => {
    const found = await findingsOf({ ...CUSTOM, mandatoryCustomClaims: [{ key: 'c', value }] });
    expect(troubles(found)).toEqual([`${code} ${LIST}[0].value`]);
  });

  it.each([Number('9007199254740993'), -(2 ** 53), 1e300])(
    'that is the number %d cannot be told from its neighbours: an error',
    async (value) => {
      const found = await findingsOf({ ...CUSTOM, mandatoryCustomClaims: [{ key: 'c', value }] });
      expect(troubles(found)).toEqual([`VALUE_INVALID ${LIST}[0].value`]);
      expect(found.find(({ code }) => code === 'VALUE_INVALID')?.message).toContain('Write it as a text');
    },
  );

  it('of many digits is what a claim that is a text is', async () => {
    expect(await passes('9007199254740993', '9007199254740993')).toBe(true);
    expect(await passes('9007199254740993', '9007199254740992')).toBe(false);
  });

  it('is noted on a claim that is a list at most issuers', async () => {
    const found = await findingsOf({ ...CUSTOM, mandatoryCustomClaims: [{ key: 'roles', value: 'a' }] });
    expect(found.map(({ code }) => code)).toContain('LITERAL_ON_LIST');
  });
});

describe('an expression', () => {
  it('passes where it is true, and may read other claims than its key', async () => {
    expect(await passes("#[vars.claimSet.c == 'x']", 'x')).toBe(true);
    expect(await passes("#[vars.claimSet.other == 'x']", 'y', { other: 'x' })).toBe(true);
    expect(await passes("#[vars.claimSet.c == 'x']", 'y')).toBe(false);
  });

  it.each(['#[vars.claimSet.c]', '#[vars.claimSet.other]'])(
    '%s passes for the Boolean true only',
    async (text) => {
      for (const value of ['true', 1, 'x', null, [true]])
        expect(await passes(text, value, { other: value })).toBe(false);
      expect(await passes(text, true, { other: true })).toBe(true);
    },
  );

  it.each(["#['always']", '#[7]', '#[upper(vars.claimSet.c)]', '#[false]', '#[null]'])(
    '%s, which never is, is loaded, warned of and refuses',
    async (value) => {
      const found = await findingsOf({ ...CUSTOM, mandatoryCustomClaims: [{ key: 'c', value }] });
      expect(troubles(found)).toContain(`NEVER_PASSES ${LIST}[0].value`);
      expect(await passes(value, true)).toBe(false);
    },
  );

  it('that is always true is told', async () => {
    const found = await findingsOf({ ...CUSTOM, mandatoryCustomClaims: [{ key: 'c', value: '#[true]' }] });
    expect(troubles(found)).toEqual([`ALWAYS_PASSES ${LIST}[0].value`]);
  });

  it('that cannot be read is an error with a caret', async () => {
    const value = "#[vars.claimSet.c == ('x']";
    const found = await findingsOf({ ...CUSTOM, mandatoryCustomClaims: [{ key: 'c', value }] });
    expect(troubles(found)).toEqual([`EXPRESSION_INVALID ${LIST}[0].value`]);
    expect(found.find(({ level }) => level === 'error')?.message).toMatch(/\n +\^/);
  });

  it('that has no end is an error, and no literal', async () => {
    const found = await findingsOf({ ...CUSTOM, mandatoryCustomClaims: [{ key: 'c', value: ' #[true' }] });
    expect(troubles(found)).toEqual([`EXPRESSION_INVALID ${LIST}[0].value`]);
  });
});

describe('the lists', () => {
  it('become checks of all their claims, mandatory ones first', async () => {
    const { checks } = await policyOf({
      ...CUSTOM,
      nonMandatoryCustomClaims: [{ key: 'b', value: '2' }],
      mandatoryCustomClaims: [{ key: 'a', value: '1' }],
    });
    expect(checks).toMatchObject([
      { claim: 'a', rule: { describe: 'is "1"' }, mandatory: true },
      { claim: 'b', rule: { describe: 'is "2"' }, mandatory: false },
    ]);
  });

  it.each([false, 'false', undefined])(
    'have no effect where validateCustomClaim is %j, which is told',
    async (validateCustomClaim) => {
      const changes = { validateCustomClaim, mandatoryCustomClaims: [{ key: 'a', value: '#[' }] };
      expect(await policyOf(changes)).not.toHaveProperty('checks');
      expect((await findingsOf(changes)).map(({ code, path }) => `${code} ${path}`)).toContain(
        `PARAMETER_IGNORED ${LIST}`,
      );
    },
  );

  it.each([
    'a=b',
    { a: 'b' },
    [null],
    ['a'],
    [{ key: 'a' }],
    [{ value: 'b' }],
    [{ key: '', value: 'b' }],
    [{ key: 7, value: 'b' }],
    [{ key: 'a', value: ['b'] }],
    Array.from({ length: 201 }, () => ({ key: 'a', value: 'b' })),
  ])('that hold %j are an error', async (mandatoryCustomClaims) => {
    const found = troubles(await findingsOf({ ...CUSTOM, mandatoryCustomClaims }));
    expect(found.every((one) => one.startsWith(`VALUE_INVALID ${LIST}`))).toBe(true);
    expect(found).toHaveLength(1);
  });

  it('tell of members that have no effect', async () => {
    const mandatoryCustomClaims = [{ key: 'a', value: 'b', required: true }];
    expect(troubles(await findingsOf({ ...CUSTOM, mandatoryCustomClaims }))).toEqual([
      `KEY_UNKNOWN ${LIST}[0].required`,
    ]);
  });
});

describe('the issuer', () => {
  const codes = async (changes: object, options = {}) =>
    (await findingsOf({ ...changes }, options))
      .map(({ code }) => code)
      .filter((code) => code.includes('ISSUER'));
  const iss = [{ key: 'iss', value: 'https://id.example.com' }];

  it('is checked by nobody unless a custom claim or the option does', async () => {
    expect(await codes({})).toEqual(['ISSUER_UNCHECKED']);
    expect(await codes({ validateCustomClaim: false, mandatoryCustomClaims: iss })).toEqual([
      'ISSUER_UNCHECKED',
    ]);
    expect(await codes({ ...CUSTOM, mandatoryCustomClaims: iss })).toEqual(['ISSUER_BY_CLAIM']);
    expect(await codes({ ...CUSTOM, nonMandatoryCustomClaims: iss })).toEqual(['ISSUER_BY_CLAIM']);
    expect(await codes({}, { issuer: 'https://id.example.com' })).toEqual(['STRICT_ISSUER']);
  });

  it.each([
    ['iss', '#[true]', 'ISSUER_UNCHECKED'],
    ['iss', "#[vars.claimSet.sub == 'iss']", 'ISSUER_UNCHECKED'],
    ['iss', "#[vars.claimSet.sub == 'vars.claimSet.iss']", 'ISSUER_UNCHECKED'],
    ['iss', '#[vars.claimSet.iss]', 'ISSUER_BY_CLAIM'],
    ['iss', "#[vars.claimSet.iss == 'https://id.example.com']", 'ISSUER_BY_CLAIM'],
    ['iss', "#[vars.claimSet['iss'] == 'https://id.example.com']", 'ISSUER_BY_CLAIM'],
    ['sub', "#[vars.claimSet.iss == 'https://id.example.com']", 'ISSUER_BY_CLAIM'],
    ['sub', 'https://id.example.com', 'ISSUER_UNCHECKED'],
  ])('with the custom claim %s: %s is told as %s', async (key, value, expected) => {
    expect(await codes({ ...CUSTOM, mandatoryCustomClaims: [{ key, value }] })).toEqual([expected]);
  });

  it('is that of the option, for all policies or by name; else any', async () => {
    const issuer = 'https://id.example.com';
    expect((await policyOf()).issuers).toMatchObject([{ issuer: null }]);
    expect((await policyOf({}, { issuer })).issuers).toMatchObject([{ issuer }]);
    expect((await policyOf({}, { issuer: { 'jwt-validation': issuer } })).issuers).toMatchObject([
      { issuer },
    ]);
  });
});
