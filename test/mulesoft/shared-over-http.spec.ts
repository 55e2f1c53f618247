import { createSecretKey } from 'node:crypto';
import { All, Controller } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { muleSoftPolicies } from '../../src/jwt-policy/mulesoft/index.js';
import { closeAfterEach } from '../support/closing.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { TestClock } from '../support/test-clock.js';
import { generateKey, TestIssuer, type TestKey } from '../support/test-issuer.js';
import { describeShared, sharedFiles, sharedPolicy } from './shared-files.js';

@Controller()
class EverythingController {
  @All('*path')
  any(): string {
    return 'reached';
  }
}

type Claims = Record<string, unknown>;

/** What one policy lets through, and changes to the claims that it must refuse. */
interface Case {
  readonly alg?: 'RS256' | 'RS512' | 'HS256';
  readonly path?: string;
  readonly claims?: Claims;
  readonly refused?: readonly Claims[];
}

const NOW = new TestClock().seconds;
const client = { client_id: 'orders-batch' };
const audience = { aud: 'https://the_audience', nbf: NOW };
const lacks = (...names: readonly string[]): readonly Claims[] =>
  names.map((name) => ({ [name]: undefined }));
const avio: Case = {
  claims: { ...client, ...audience, iss: 'https://theissuer' },
  refused: [...lacks('aud', 'exp', 'nbf', 'iss'), { aud: 'https://other' }, { iss: 'https://theissuer/' }],
};
const azure: Case = {
  claims: { ...audience, appid: 'orders-batch', iss: 'https://sts.windows.net/1234/' },
  refused: [...lacks('aud', 'exp', 'nbf', 'iss'), { iss: 'https://sts.windows.net/1234' }],
};
const withRefused = (base: Case, claims: Claims, ...refused: readonly Claims[]): Case => ({
  ...base,
  claims: { ...base.claims, ...claims },
  refused: [...(base.refused ?? []), ...refused],
});

const CASES: Readonly<Record<string, Case>> = {
  '01-tf-mulesoft-anypoint-text-pointcut': { alg: 'RS512', path: '/api/v1/orders', claims: client },
  '02-tf-mulesoft-anypoint-jwks': { alg: 'RS512', claims: client },
  '03-tf-provider-defaults': { claims: client },
  '04-tf-new-provider-doc': { claims: { aud: undefined }, refused: [{ aud: 'orders' }, ...lacks('exp')] },
  '06-js-exclude-health': {},
  '07-powershell-aad-common': { claims: { aud: ['x', 'api://orders'] }, refused: lacks('aud', 'exp') },
  '09-avio-first-minimal': {
    claims: { ...client, ...audience },
    refused: [...lacks('aud', 'exp', 'nbf'), { aud: 'https://other' }],
  },
  '10-avio-standard-no-issuer': { claims: { ...client, ...audience }, refused: lacks('aud', 'exp', 'nbf') },
  '12-avio-issuer-literal': avio,
  '13-avio-issuer-plus-roles-contains': withRefused(
    avio,
    { roles: ['x', 'Access.To.App'] },
    { roles: ['Access.To'] },
    { roles: undefined },
  ),
  '14-avio-other-client-id-literal': avio,
  '15-avio-azuread-standard': azure,
  '16-avio-azuread-one-role': withRefused(azure, { roles: ['role1'] }, { roles: ['role2'] }, { roles: [] }),
  '18-avio-azuread-custom-literal': withRefused(azure, { foo: 'bar' }, { foo: 'barr' }, { foo: ['bar'] }),
  '20-avio-dsl-azuread-custom-stuff': {
    claims: {
      aud: 'https://aud',
      nbf: NOW,
      iss: 'https://sts.windows.net/abcd/',
      roles: ['role2'],
      foo: 'bar',
    },
    refused: [{ roles: ['role3'] }, { foo: 'x' }, ...lacks('aud', 'exp', 'nbf', 'iss', 'roles', 'foo')],
  },
  '21-avio-dsl-jwt-literals': {
    claims: { aud: 'https://aud', nbf: NOW, iss: 'https://issuer', roles: 'howdy', foo: 'bar' },
    refused: [{ roles: 'Howdy' }, { roles: ['howdy'] }, ...lacks('roles', 'foo', 'iss')],
  },
  '22-avio-dsl-early-no-origin': {
    claims: { aud: 'https://aud', nbf: NOW, roles: 'howdy', foo: 'bar' },
    refused: lacks('roles', 'foo', 'exp', 'nbf', 'aud'),
  },
  '23-pester-okta-v14-string-values': {
    claims: { aud: 'api://orders-api' },
    refused: [{ aud: 'api://orders' }],
  },
  '25-flex-local-policybinding-hmac': { alg: 'HS256', refused: lacks('exp') },
  '27-pipeline-ptbr': { claims: client },
  '28-okta-asteroids': { path: '/asteroids' },
  '30-okta-moons-gold': {
    path: '/moons',
    claims: { scp: ['http://myapp.com/scp/gold'] },
    refused: [
      { scp: ['http://myapp.com/scp/gold', 'x'] },
      { scp: 'http://myapp.com/scp/gold' },
      ...lacks('scp'),
    ],
  },
  '31-cognito-walkthrough': {
    claims: { scope: 'mule-api/api_read ' },
    refused: [{ scope: 'mule-api/api_read' }, ...lacks('scope')],
  },
  '32-kb-azure-ad-walkthrough': {
    claims: { aud: 'api://cad5e6b1-5482-4a53-90fd-5db00f6bc76f' },
    refused: [{ aud: 'api://other' }],
  },
  '34-kb-scp-either': {
    claims: { ...client, scp: ['openid'] },
    refused: [{ scp: ['default', 'openid'] }, { scp: 'openid' }, ...lacks('scp')],
  },
  '35-kb-scp-some': {
    claims: { ...client, scp: ['x', 'openid'] },
    refused: [{ scp: ['x'] }, { scp: [] }, ...lacks('scp')],
  },
  '38-flex-local-doc-defaults': {},
  '40-flex-hs256-a2a-sub': { alg: 'HS256' },
};

const SECRET = '12345678901234567890123456789012';
const rsa = generateKey('key-1');
const secret: TestKey = { ...rsa, alg: 'HS256', privateKey: createSecretKey(SECRET, 'utf8') };
const PEM_BODY = rsa.publicKey
  .export({ type: 'spki', format: 'pem' })
  .toString()
  .replaceAll(/-----.*-----|\n/g, '');

/** The template variables of the sources, and the key that exports leave out, filled in. */
function filledIn(name: string): object {
  const {
    source: _source,
    kind: _kind,
    notes: _notes,
    ...policy
  } = sharedPolicy('policies', `${name}.json`, {
    jwtUrl: 'id.example.com',
    jwksUrl: 'https://id.example.com/keys',
    expectedAudience: 'https://the_audience',
    jwtResources: 'api://orders',
    my_okta_domain: 'okta.example.com',
    'shared secret': SECRET,
  });
  return { ...policy, disabled: false };
}

const opened = closeAfterEach();
const clock = new TestClock();

async function start(name: string): Promise<TestApp> {
  const policy = filledIn(name) as { configurationData: Record<string, unknown> };
  const isText = (policy.configurationData['jwtKeyOrigin'] ?? 'text') === 'text';
  const isSecret = policy.configurationData['signingMethod'] === 'hmac';
  const options = await muleSoftPolicies(policy, {
    clock,
    fetch: async () => Response.json({ keys: [{ ...rsa.jwk, alg: undefined }] }),
    clients: { 'orders-batch': { status: 'approved' }, 'orders-web': { status: 'revoked' } },
    dangerouslyAllowInsecureHttp: true,
    ...(isText && !isSecret && { textKeys: PEM_BODY }),
  });
  return startApp({ controllers: [EverythingController], options });
}

function tokensOf({ alg = 'RS256', claims = {} }: Case) {
  const key = alg === 'HS256' ? secret : { ...rsa, alg };
  const issuer = new TestIssuer('https://id.test', clock, key);
  return (changes: Claims = {}, signing = key) =>
    issuer.token({ claims: { ...claims, ...changes }, key: signing });
}

async function answer(response: Response): Promise<unknown> {
  return [response.status, response.status === 200 ? await response.text() : await response.json()];
}

const INVALID = [401, { error: 'Invalid token.' }];

describeShared('over HTTP', () => {
  const files = sharedFiles('policies').map((file) => file.replace(/\.json$/, ''));

  test('every policy there is has a case, and every case its policy', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(files.toSorted());
  });

  describe.each(Object.entries(CASES))('the policy %s, over HTTP,', (name, one) => {
    const path = one.path ?? '/orders';
    const token = tokensOf(one);
    let app: TestApp;

    beforeAll(async () => {
      app = await start(name);
    });
    afterAll(() => app.close());

    test('lets a token pass that has what it asks for', async () => {
      expect(await answer(await app.call(path, token()))).toEqual([200, 'reached']);
      // From memory as well.
      expect(await answer(await app.call(path, token()))).toEqual([200, 'reached']);
    });

    test('refuses what any such policy refuses, with the answers of MuleSoft', async () => {
      const missing = await app.call(path);
      expect(missing.headers.get('www-authenticate')).toBe('Bearer');
      expect(await answer(missing)).toEqual([400, { error: 'JWT Token is required.' }]);
      const stranger =
        one.alg === 'HS256' ? createSecretKey(Buffer.alloc(32, 7)) : generateKey('key-1').privateKey;
      const key = one.alg === 'HS256' ? secret : { ...rsa, alg: one.alg ?? 'RS256' };
      for (const bad of [
        'garbage',
        token({}, { ...key, privateKey: stranger }),
        token({}, { ...key, alg: key.alg.replace(/\d+/, '384') }),
        token({ exp: clock.seconds - 1 }),
        token({ exp: 'never' }),
        token({ nbf: clock.seconds + 60 }),
      ]) {
        expect(await answer(await app.call(path, bad))).toEqual(INVALID);
      }
    });

    const { refused = [] } = one;
    if (refused.length > 0)
      test('refuses what its own checks are for', async () => {
        for (const changes of refused)
          expect([changes, await answer(await app.call(path, token(changes)))]).toEqual([changes, INVALID]);
      });
  });

  describe('a policy that asks for a registered client', () => {
    test.each(['03-tf-provider-defaults', '27-pipeline-ptbr', '15-avio-azuread-standard'])(
      '%s: tells who is unknown from who is not approved',
      async (name) => {
        const one = CASES[name] ?? {};
        const claim = one.claims?.['appid'] === undefined ? 'client_id' : 'appid';
        const app = opened(await start(name));
        const tell = async (id: unknown) => answer(await app.call('/orders', tokensOf(one)({ [claim]: id })));
        expect(await tell(undefined)).toEqual([403, { error: 'Authentication denied.' }]);
        expect(await tell(['orders-batch'])).toEqual([403, { error: 'Authentication denied.' }]);
        expect(await tell('orders-web')).toEqual([403, { error: 'Invalid Client' }]);
        expect(await tell('constructor')).toEqual([403, { error: 'Invalid Client' }]);
      },
    );
  });

  describe('a policy for some resources', () => {
    test.each([
      ['01-tf-mulesoft-anypoint-text-pointcut', 'DELETE', '/api/v1/orders'],
      ['01-tf-mulesoft-anypoint-text-pointcut', 'GET', '/orders'],
      ['06-js-exclude-health', 'GET', '/api/v1/health'],
      ['28-okta-asteroids', 'GET', '/asteroids/7'],
      ['28-okta-asteroids', 'POST', '/asteroids'],
      ['30-okta-moons-gold', 'GET', '/moon'],
    ])('%s leaves %s %s closed: no policy applies there', async (name, method, path) => {
      const app = opened(await start(name));
      const response = await app.call(path, tokensOf(CASES[name] ?? {})(), { method });
      expect(await answer(response)).toMatchObject([403, { code: 'NO_POLICY_APPLIES' }]);
    });
  });
});
