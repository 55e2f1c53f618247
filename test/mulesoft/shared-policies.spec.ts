import { expect, test } from '@jest/globals';
import {
  muleSoftPolicies,
  muleSoftReport,
  type MuleSoftOptions,
} from '../../src/jwt-policy/mulesoft/index.js';
import { normalizeOptions } from '../../src/jwt-policy/options/index.js';
import { generateKey } from '../support/test-issuer.js';
import { findingsOf, refusalOf, troubles } from './import-bench.js';
import { describeShared, sharedExpressions, sharedFiles, sharedPolicy } from './shared-files.js';

const PEM = generateKey('k').publicKey.export({ format: 'pem', type: 'spki' }) as string;

/** What the pipelines that these files come from fill in. */
const VARIABLES = {
  jwtUrl: 'id.example.com',
  jwksUrl: 'https://id.example.com/jwks',
  expectedAudience: 'orders',
  jwtResources: 'orders',
  my_okta_domain: 'okta.example.com',
  'shared secret': 'thirty-two letters of a secret!!',
};
const CLIENTS = { clients: { 'orders-batch': { status: 'approved' as const } } };
const TEXT = { textKeys: PEM };
const HTTP = { dangerouslyAllowInsecureHttp: true };

const ALWAYS = 'STRICT_TOKEN STRICT_TIMES STRICT_KEYS STRICT_BOUND ID_TOKENS_ACCEPTED';
const JWKS = 'STRICT_KID STRICT_STALE';
const UNUSED = 'PARAMETER_IGNORED';
const OPEN = 'AUDIENCE_UNCHECKED EXP_OPTIONAL';
const ANY_ISSUER = 'ISSUER_UNCHECKED';
const AVIO = `${JWKS} ${UNUSED} AUDIENCE_MANDATORY ISSUER_BY_CLAIM`;

/** For each file what the caller has to pass, and every finding, those of any policy and those that are exact left out. */
const EXPECTED: Readonly<Record<string, readonly [options: MuleSoftOptions, codes: string]>> = {
  '01-tf-mulesoft-anypoint-text-pointcut.json': [
    { ...CLIENTS, ...TEXT },
    `${OPEN} ${ANY_ISSUER} TEXT_KEY_GIVEN HEAD_LIKE_GET`,
  ],
  '02-tf-mulesoft-anypoint-jwks.json': [
    { ...CLIENTS, ...HTTP },
    `${JWKS} ${OPEN} ${ANY_ISSUER} INSECURE_HTTP PLACEHOLDER`,
  ],
  '03-tf-provider-defaults.json': [
    { ...CLIENTS, ...HTTP },
    `${JWKS} ${OPEN} ${ANY_ISSUER} ${UNUSED} INSECURE_HTTP PLACEHOLDER`,
  ],
  '04-tf-new-provider-doc.json': [{}, `${JWKS} ${ANY_ISSUER} CLIENT_UNCHECKED AUDIENCE_NONE`],
  '06-js-exclude-health.json': [{}, `${JWKS} ${OPEN} ${ANY_ISSUER} ${UNUSED} CLIENT_UNCHECKED`],
  '07-powershell-aad-common.json': [
    {},
    `${JWKS} ${ANY_ISSUER} ${UNUSED} CLIENT_UNCHECKED AUDIENCE_MANDATORY`,
  ],
  '09-avio-first-minimal.json': [CLIENTS, `${JWKS} ${ANY_ISSUER} AUDIENCE_MANDATORY`],
  '10-avio-standard-no-issuer.json': [CLIENTS, `${JWKS} ${ANY_ISSUER} ${UNUSED} AUDIENCE_MANDATORY`],
  '12-avio-issuer-literal.json': [CLIENTS, AVIO],
  '13-avio-issuer-plus-roles-contains.json': [CLIENTS, AVIO],
  '14-avio-other-client-id-literal.json': [{}, `${AVIO} CLIENT_UNCHECKED`],
  '15-avio-azuread-standard.json': [CLIENTS, AVIO],
  '16-avio-azuread-one-role.json': [CLIENTS, AVIO],
  '18-avio-azuread-custom-literal.json': [CLIENTS, AVIO],
  '20-avio-dsl-azuread-custom-stuff.json': [{}, `${AVIO} CLIENT_UNCHECKED`],
  '21-avio-dsl-jwt-literals.json': [{}, `${AVIO} CLIENT_UNCHECKED LITERAL_ON_LIST`],
  '22-avio-dsl-early-no-origin.json': [
    {},
    `${JWKS} ${UNUSED} ${ANY_ISSUER} AUDIENCE_MANDATORY CLIENT_UNCHECKED LITERAL_ON_LIST`,
  ],
  '23-pester-okta-v14-string-values.json': [
    {},
    `${JWKS} ${ANY_ISSUER} ${UNUSED} EXP_OPTIONAL CLIENT_UNCHECKED KEY_UNKNOWN`,
  ],
  '25-flex-local-policybinding-hmac.json': [
    {},
    `${ANY_ISSUER} AUDIENCE_UNCHECKED CLIENT_UNCHECKED SECRET_IN_FILE SECRET_ENCODED`,
  ],
  '27-pipeline-ptbr.json': [CLIENTS, `${JWKS} ${OPEN} ${ANY_ISSUER} KEY_UNKNOWN`],
  '28-okta-asteroids.json': [{}, `${JWKS} ${OPEN} ${ANY_ISSUER} CLIENT_UNCHECKED HEAD_LIKE_GET`],
  '30-okta-moons-gold.json': [{}, `${JWKS} ${OPEN} ${ANY_ISSUER} CLIENT_UNCHECKED HEAD_LIKE_GET`],
  '31-cognito-walkthrough.json': [{}, `${JWKS} ${OPEN} ${ANY_ISSUER} CLIENT_UNCHECKED EXPRESSION_WARNING`],
  '32-kb-azure-ad-walkthrough.json': [{}, `${JWKS} ${ANY_ISSUER} EXP_OPTIONAL CLIENT_UNCHECKED`],
  '34-kb-scp-either.json': [{ ...CLIENTS, ...TEXT }, `${OPEN} ${ANY_ISSUER} TEXT_KEY_GIVEN`],
  '35-kb-scp-some.json': [{ ...CLIENTS, ...TEXT }, `${OPEN} ${ANY_ISSUER} TEXT_KEY_GIVEN`],
  '38-flex-local-doc-defaults.json': [
    TEXT,
    `${OPEN} ${ANY_ISSUER} ${UNUSED} CLIENT_UNCHECKED TEXT_KEY_GIVEN`,
  ],
  '40-flex-hs256-a2a-sub.json': [{}, `${OPEN} ${ANY_ISSUER} CLIENT_UNCHECKED SECRET_IN_FILE`],
};

/** What each of the refused files must be told. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'n1-invented-claimValidations.json': [
    'claimValidations',
    'mandatoryCustomClaims',
    'supportedAudiences',
    'jwtKeyOrigin: jwks',
  ],
  'n2-invented-nested-jwt.json': [
    'signingMethod',
    'customKeyExpression',
    'supportedAudiences',
    'mandatoryCustomClaims with the key iss',
  ],
  'n3-blog-wrong-names.json': ['signingMethod', 'signingKeyLength', 'textKey'],
};

const sorted = (codes: Iterable<string>): readonly string[] => [...new Set(codes)].toSorted();

describeShared('the policies of real users', () => {
  test('are all expected', () => {
    expect(sharedFiles('policies')).toEqual(Object.keys(EXPECTED));
    expect(sharedFiles('policies-invalid')).toEqual(Object.keys(REFUSED));
  });

  test.each(Object.entries(EXPECTED))(
    '%s loads, with the expected report',
    async (file, [options, codes]) => {
      const { disabled, ...policy } = sharedPolicy('policies', file, VARIABLES);
      expect([undefined, true]).toContain(disabled);
      const { findings, policies, counts } = await muleSoftReport(policy, options);
      const found = [...findings, ...policies.flatMap((one) => one.findings)];
      expect(sorted(found.filter(({ level }) => level !== 'exact').map(({ code }) => code))).toEqual(
        sorted(`${ALWAYS} ${codes}`.split(' ')),
      );
      expect([counts.error, counts.exact > 2 || /^3[45]/.test(file)]).toEqual([0, true]);
      expect(normalizeOptions(await muleSoftPolicies(policy, options)).policies).toHaveLength(1);
    },
  );

  test.each(Object.keys(EXPECTED).filter((file) => /^0[12]/.test(file)))(
    '%s is disabled, and skipped: alone it is refused',
    async (file) => {
      const { policies, findings } = await muleSoftReport(sharedPolicy('policies', file));
      expect(policies).toMatchObject([{ skipped: expect.stringContaining('disabled') }]);
      expect(findings).toMatchObject([{ level: 'error', code: 'ALL_DISABLED' }]);
      expect((await refusalOf(sharedPolicy('policies', file))).problems).toHaveLength(1);
    },
  );

  test('load together, each under a name of its own', async () => {
    const all = Object.keys(EXPECTED).map((file) => sharedPolicy('policies', file, VARIABLES));
    const options = { ...CLIENTS, ...HTTP };
    const { policies, counts } = await muleSoftReport(all, options);
    expect(new Set(policies.map(({ name }) => name)).size).toBe(all.length);
    // Three have no key but the one that the caller would pass.
    expect(counts.error).toBe(3);
  });

  test.each(Object.entries(REFUSED))('%s is refused, and told the right names', async (file, words) => {
    const { message } = await refusalOf(sharedPolicy('policies-invalid', file), { ...CLIENTS, ...TEXT });
    for (const word of words.filter((one) => one !== 'jwtKeyOrigin: jwks')) expect(message).toContain(word);
    const { message: withoutKey } = await refusalOf(sharedPolicy('policies-invalid', file), CLIENTS);
    for (const word of words) expect(withoutKey).toContain(word);
  });

  test('hold custom claims that load, whatever is warned of', async () => {
    const claims = sharedExpressions().filter(({ slot }) => slot.startsWith('customClaim'));
    expect(claims.length).toBeGreaterThan(20);
    const mandatoryCustomClaims = claims.map(({ expr }) => ({ key: 'c', value: expr }));
    const found = await findingsOf({ validateCustomClaim: true, mandatoryCustomClaims });
    expect(found.filter(({ level }) => level === 'error')).toEqual([]);
    expect(troubles(found).filter((one) => one.startsWith('LITERAL_EXPRESSION'))).toHaveLength(2);
  });
});
