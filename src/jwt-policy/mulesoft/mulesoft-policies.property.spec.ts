import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parametersWith, VALID } from '../../../test/mulesoft/import-bench.js';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { normalizeOptions } from '../options/index.js';
import { FINDING_LEVELS } from './report/finding.js';
import { muleSoftPolicies, muleSoftReport } from './mulesoft-policies.js';
import { PARAMETERS } from './read/parameter-names.js';

const NAMES = [
  ...PARAMETERS,
  'configurationData',
  'configuration',
  'pointcutData',
  'policyConfigurations',
  'policies',
  '$self',
  'order',
  'disabled',
  'label',
  'template',
  'assetId',
  'policyRef',
  'ruleOfApplication',
  'apiVersion',
  'kind',
  'metadata',
  'spec',
  'config',
  'rules',
  'targetRef',
  'name',
  'key',
  'value',
  'methodRegex',
  'uriTemplateRegex',
  'claimName',
  'headerName',
  '__proto__',
  'constructor',
  'jwt',
];

const TEXTS = fc.constantFrom(
  'jwt-validation',
  'jwt-validation-flex',
  'gateway.mulesoft.com/v1alpha1',
  'PolicyBinding',
  'ApiInstance',
  'none',
  'rsa',
  'jwks',
  'text',
  'https://id.example.com/jwks',
  '#[vars.claimSet.a]',
  "#[authentication.properties['a']]",
  '#[',
  '$KEY',
  '${KEY}',
  '.*',
  '(',
  'true',
  '256',
  '',
);

/** Anything that a file can hold, with names that mean something. */
const ANYTHING = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    TEXTS,
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie('value')), { maxLength: 8 })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** Entries of claimsToHeaders that are good by themselves, with names that may meet. */
const CLAIM_HEADERS = fc.array(
  fc.record({
    claimName: fc.constantFrom('sub', 'a.b', 'https://example.com/tenant', '__proto__'),
    headerName: fc.oneof(
      fc.constantFrom('x-user', 'X_User', 'x-tenant', '__proto__', 'constructor', 'Content-Type'),
      fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/),
    ),
  }),
  { maxLength: 4 },
);

/** The baseline with some parameters replaced by anything. */
const CONFIGURATION = fc
  .dictionary(fc.constantFrom(...PARAMETERS), ANYTHING, { maxKeys: 5 })
  .map((changes) => ({ configurationData: parametersWith(changes) }));

const OPTIONS = fc.record(
  {
    env: fc.constantFrom({}, { KEY: 'thirty-two letters and some more', NODE_ENV: 'test' }),
    clients: fc.constant({}),
    textKeys: fc.constantFrom('thirty-two letters and some more', 'x'),
    acceptUnsignedTokens: fc.boolean(),
    dangerouslyAllowInsecureHttp: fc.boolean(),
    basePath: fc.constant('/api'),
  },
  { requiredKeys: [] },
);

async function assertImportable(source: unknown, options: object): Promise<void> {
  const { findings, policies } = await muleSoftReport(source as object, options);
  for (const finding of [...findings, ...policies.flatMap((policy) => policy.findings)]) {
    expect(FINDING_LEVELS[finding.code]).toBe(finding.level);
    expect(finding.message).toMatch(/\S/);
  }
  const imported = await muleSoftPolicies(source as object, options).catch((error: unknown) => error);
  if (imported instanceof JwtPolicyConfigurationError) {
    expect(imported.problems.length).toBeGreaterThan(0);
    return;
  }
  expect(imported).not.toBeInstanceOf(Error);
  const { policies: made = [] } = imported as { policies?: readonly object[] };
  // What the import lets pass, the module takes as well.
  if (made.length > 0) expect(() => normalizeOptions(imported as never)).not.toThrow();
}

describe('whatever a source holds', () => {
  it('the report names it, and the import gives policies or a configuration error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.object(),
          fc.array(ANYTHING),
          ANYTHING.filter((one) => typeof one !== 'string'),
        ),
        OPTIONS,
        assertImportable,
      ),
      { numRuns: 300 },
    );
  });

  it('in the place of a parameter is validated, and the module accepts what is imported', async () => {
    await fc.assert(fc.asyncProperty(CONFIGURATION, OPTIONS, assertImportable), { numRuns: 400 });
  });

  it('passes claims on as headers, the module takes the same', async () => {
    const configuration = CLAIM_HEADERS.map((claimsToHeaders) => ({
      configurationData: parametersWith({ claimsToHeaders }),
    }));
    await fc.assert(fc.asyncProperty(configuration, OPTIONS, assertImportable), { numRuns: 300 });
  });

  it('an object that holds itself ends in an answer', async () => {
    const cycle: Record<string, unknown> = { configurationData: { ...VALID } };
    (cycle['configurationData'] as Record<string, unknown>)['mandatoryCustomClaims'] = [cycle];
    (cycle['configurationData'] as Record<string, unknown>)['validateCustomClaim'] = true;
    cycle['pointcutData'] = [cycle];
    const list: unknown[] = [cycle];
    list.push(list);
    await assertImportable(list, {});
    await assertImportable(cycle, {});
  });
});
