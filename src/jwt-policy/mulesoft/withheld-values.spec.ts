import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parametersWith } from '../../../test/mulesoft/import-bench.js';
import { callOf, PolicyBench } from '../../../test/support/policy-bench.js';
import { signToken } from '../../../test/support/test-issuer.js';
import { lint } from '../cli/lint.js';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { decide, explain } from '../policy/index.js';
import { type JwtPolicyOptions } from '../options/index.js';
import { muleSoftPolicies, muleSoftReport } from './mulesoft-policies.js';

/** Letters that stand nowhere but in what the environment gives, in any of its values. */
const MARK = /S3cr3t|47110815/;
const KEY = 'thirty-two letters of a secret!!';
const ENV = {
  NODE_ENV: 'test',
  SECRET: 'npm_S3cr3tOfTheEnvironment',
  NUMBER: '47110815',
  TEMPLATE: '{S3cr3t}',
  URL: 'https://id.example.com/S3cr3t/jwks?api_key=S3cr3t',
  PLAIN: 'http://S3cr3t.example.com/jwks',
  USER: 'https://S3cr3t:S3cr3t@id.example.com/jwks',
  HEADER: "#[attributes.headers['S3cr3t']]",
  CLAIM: "#[vars.claimSet.S3cr3t == 'S3cr3t']",
  CLIENT: '#[vars.claimSet.S3cr3t]',
  FAILS: "#[vars.claimSet.sub.S3cr3t == 'S3cr3t']",
  ODD: "#[vars.claimSet.scope contains 'S3cr3t']",
  TEXT: "#['S3cr3t']",
  ALWAYS: "#['S3cr3t' == 'S3cr3t']",
  BROKEN: '#[S3cr3t.claimSet == ]',
  UNKNOWN: '#[S3cr3t(vars.claimSet.a)]',
  PATTERN: '#[vars.claimSet.sub matches /(S3cr3t+)+\\1/]',
  LONG: `#[vars.claimSet.a == 'S3cr3t${' S3cr3t'.repeat(60)}' and S3cr3t]`,
  LINES: "#[vars.claimSet.a ==\n'S3cr3t' and\nS3cr3t]",
};
type Variable = keyof typeof ENV;
const EXPRESSIONS: readonly Variable[] = [
  'SECRET',
  'NUMBER',
  'TEMPLATE',
  'URL',
  'HEADER',
  'CLAIM',
  'CLIENT',
  'FAILS',
  'ODD',
  'TEXT',
  'ALWAYS',
  'BROKEN',
  'UNKNOWN',
  'PATTERN',
  'LONG',
  'LINES',
];

/** Every parameter, with what it takes the variable in. */
const PLACES: readonly (readonly [name: string, changes: (value: string) => object])[] = [
  ['jwtOrigin', (jwtOrigin) => ({ jwtOrigin })],
  ['jwtExpression', (jwtExpression) => ({ jwtOrigin: 'customExpression', jwtExpression })],
  ['signingMethod', (signingMethod) => ({ signingMethod })],
  ['signingKeyLength', (signingKeyLength) => ({ signingKeyLength })],
  ['jwtKeyOrigin', (jwtKeyOrigin) => ({ jwtKeyOrigin })],
  ['textKey', (textKey) => ({ jwtKeyOrigin: 'text', textKey })],
  [
    'customKeyExpression',
    (customKeyExpression) => ({ jwtKeyOrigin: 'customExpression', customKeyExpression }),
  ],
  ['jwksUrl', (jwksUrl) => ({ jwtKeyOrigin: 'jwks', signingMethod: 'rsa', jwksUrl })],
  ['jwksServiceTimeToLive', (jwksServiceTimeToLive) => ({ jwksServiceTimeToLive })],
  ['clientIdExpression', (clientIdExpression) => ({ skipClientIdValidation: false, clientIdExpression })],
  ['skipClientIdValidation', (skipClientIdValidation) => ({ skipClientIdValidation })],
  ['mandatoryAudClaim', (mandatoryAudClaim) => ({ mandatoryAudClaim })],
  ['supportedAudiences', (supportedAudiences) => ({ supportedAudiences })],
  ['a mandatory claim', (value) => claims('mandatoryCustomClaims', { key: 'sub', value })],
  ['a claim that may be absent', (value) => claims('nonMandatoryCustomClaims', { key: 'sub', value })],
  [
    'a claim that is a list at most issuers',
    (value) => claims('mandatoryCustomClaims', { key: 'roles', value }),
  ],
  ['the name of a claim', (key) => claims('mandatoryCustomClaims', { key, value: 'x' })],
  [
    'the name of a claim of an expression',
    (key) => claims('mandatoryCustomClaims', { key, value: '#[true]' }),
  ],
  ['a member that no claim has', (more) => claims('mandatoryCustomClaims', { key: 'a', value: 'b', more })],
  ['claimName', (claimName) => ({ claimsToHeaders: [{ claimName, headerName: 'x-user' }] })],
  ['headerName', (headerName) => ({ claimsToHeaders: [{ claimName: 'sub', headerName }] })],
  ['a parameter that there is not', (invented) => ({ invented, jwtKey: invented, rules: [{ invented }] })],
];

function claims(list: string, entry: object): object {
  return { validateCustomClaim: true, [list]: [entry] };
}

function binding(changes: object): object {
  const hmac = { signingMethod: 'hmac', jwtKeyOrigin: 'text', jwksUrl: 'https://id.example.com' };
  return {
    apiVersion: 'gateway.mulesoft.com/v1alpha1',
    kind: 'PolicyBinding',
    metadata: { name: 'orders' },
    spec: { policyRef: { name: 'jwt-validation-flex' }, config: parametersWith({ ...hmac, ...changes }) },
  };
}

const bench = new PolicyBench();
const OPTIONS = {
  env: ENV,
  textKeys: KEY,
  dangerouslyAllowInsecureHttp: true,
  clients: { batch: { status: 'approved' } },
  fetch: () => Promise.reject(new Error('there is no network')),
} as const;

/** Whatever `muleSoftPolicies` gives to be printed, and what is printed of calls with these policies. */
async function printedOf(source: object): Promise<unknown> {
  let options: JwtPolicyOptions;
  try {
    options = await muleSoftPolicies(source, OPTIONS);
  } catch (error) {
    if (error instanceof JwtPolicyConfigurationError) return error.message;
    throw error;
  }
  const plan = bench.plan(options);
  const payload = { aud: 'orders', exp: bench.clock.seconds + 60, sub: 'someone', scope: 'a' };
  const key = Buffer.from(KEY) as unknown as Parameters<typeof signToken>[3];
  const token = signToken({ alg: 'HS256' }, payload, 'HS256', key);
  const calls = [callOf({ authorization: `Bearer ${token}` }), callOf()];
  const verdicts = await Promise.all(calls.map(async (call) => decide(plan, call, bench.clock, token)));
  const explained = await Promise.all(calls.map((call) => explain(plan, call, bench.clock, token)));
  // Whoever asks for an explanation sees which audiences are accepted.
  const steps = explained.flatMap((one) => one.steps).filter(({ step }) => step !== 'aud');
  const refusals = verdicts.map((verdict) => (verdict.granted ? 'granted' : verdict.refusal));
  const keys = plan.policies.flatMap(({ issuers }) => issuers.map((issuer) => issuer.keys));
  const keySets = keys.flatMap((one) => one.inspect());
  for (const one of keys) one.close();
  return [options.notices, options.policies?.map(({ origin }) => origin?.describe), refusals, steps, keySets];
}

describe('what the environment gave', () => {
  it.each(PLACES)('is not printed of %s', async (_place, changes) => {
    for (const variable of [...EXPRESSIONS, 'PLAIN', 'USER'] as const)
      for (const text of [`$${variable}`, `\${${variable}}`, `https://a.example.com/$${variable},b`]) {
        const source = binding(changes(text));
        const printed = [await muleSoftReport(source, OPTIONS), await printedOf(source), bench.reports];
        expect({ variable, text, leaked: MARK.exec(JSON.stringify(printed))?.[0] }).toEqual({
          variable,
          text,
        });
      }
  });

  it('is what the policy works with all the same', async () => {
    const changes = claims('mandatoryCustomClaims', { key: '$NAME', value: '$VALUE' });
    const env = { ...ENV, NAME: 'sub', VALUE: 'someone' };
    const { policies } = await muleSoftPolicies(binding(changes), { ...OPTIONS, env });
    const [check] = policies?.[0]?.checks ?? [];
    const rule = check?.rule as { describe: string; run(value: unknown, context: unknown): boolean };
    expect(rule.describe).toBe('has a claim $NAME that is "$VALUE"');
    expect([{ sub: 'someone' }, { sub: 'other' }, {}].map((value) => rule.run(value, {}))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([
    [{ sub: 'someone' }, true],
    [{ sub: 'other' }, false],
    [{}, true],
    [null, true],
  ])('as the name of a claim that may be absent decides %j as %s', async (value, passes) => {
    const changes = claims('nonMandatoryCustomClaims', { key: '$NAME', value: 'someone' });
    const { policies } = await muleSoftPolicies(binding(changes), { ...OPTIONS, env: { NAME: 'sub' } });
    const rule = policies?.[0]?.checks?.[0]?.rule as { run(value: unknown, context: unknown): boolean };
    expect(rule.run(value, {})).toBe(passes);
  });

  it('is shown as the text of the file, so that its place can be found', async () => {
    const changes = {
      ...claims('mandatoryCustomClaims', { key: 'sub', value: 'a-$SECRET' }),
      jwtKeyOrigin: 'jwks',
    };
    const source = binding({ ...changes, signingMethod: 'rsa', jwksUrl: 'https://${SECRET}/jwks' });
    const printed = JSON.stringify(await printedOf(source));
    expect(printed).toContain('https://${SECRET}/jwks');
    const broken = binding({ jwtOrigin: 'customExpression', jwtExpression: '$BROKEN' });
    expect(await printedOf(broken)).toContain(
      'what $BROKEN stands for is no expression that can be used here',
    );
  });

  it.each([[[]], [['--json']]])('is not printed by lint %j', async (args) => {
    const folder = mkdtempSync(join(tmpdir(), 'nest-jwt-policy-'));
    const file = join(folder, 'policies.yaml');
    const all = PLACES.flatMap(([, changes]) => EXPRESSIONS.map((name) => binding(changes(`$${name}`))));
    writeFileSync(
      file,
      all
        .slice(0, 199)
        .map((one) => JSON.stringify(one))
        .join('\n---\n'),
    );
    let out = '';
    await lint([file, ...args], {
      out: (text) => void (out += text),
      err: () => undefined,
      stdin: () => Promise.resolve(new Uint8Array()),
      env: ENV,
    });
    rmSync(folder, { recursive: true });
    expect(out.length).toBeGreaterThan(10_000);
    expect(MARK.exec(out)).toBeNull();
  });
});
