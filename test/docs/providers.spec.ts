import { createRequire } from 'node:module';
import ts from 'typescript';
import { describe, expect, it, test } from '@jest/globals';
import { compileClaimDemand } from '../../src/jwt-policy/claims/index.js';
import * as library from '../../src/jwt-policy/index.js';
import { normalizeOptions } from '../../src/jwt-policy/options/index.js';
import * as presets from '../../src/jwt-policy/presets/index.js';
import { describeProvider, opaque, REMOVED, scope, type Provider } from '../support/describe-provider.js';
import { codeBlocks, readDocument } from './markdown.js';

const page = readDocument('docs/providers.md');
const requireNode = createRequire(import.meta.url);

/** What a block exports, run as it stands. */
function run(code: string): Record<string, unknown> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
    },
  });
  const exported: Record<string, unknown> = {};
  const load = (name: string): unknown => (name === 'nest-jwt-policy' ? library : requireNode(name));
  // oxlint-disable-next-line typescript/no-implied-eval -- a block of our own page
  (new Function('exports', 'require', outputText) as (...given: unknown[]) => void)(exported, load);
  return exported;
}

function optionsOf(name: string, value: object): unknown {
  if ('policies' in value || 'issuers' in value) return 'name' in value ? { policies: [value] } : value;
  return 'issuer' in value ? { issuers: [value] } : `${name} is no options object`;
}

const exports = codeBlocks(page, 'ts').flatMap((code, index) =>
  Object.entries(run(code))
    .filter(([, value]) => typeof value === 'object')
    .map(
      ([name, value]) =>
        [name === 'options' ? `options of block ${index + 1}` : name, value as object] as const,
    ),
);
const recipes = new Map(exports.filter(([name]) => !name.startsWith('options of') && name !== 'withFetch'));

/** The options of a recipe. */
function recipe(name: string): Provider['options'] {
  return optionsOf(name, recipes.get(name) ?? {}) as Provider['options'];
}

/** What a provider has at the place of its discovery document. */
function discovery(issuer: string, jwksUri: string) {
  const url = `${issuer}/.well-known/openid-configuration`;
  return { documents: { [url]: { issuer, jwks_uri: jwksUri } }, fetched: `${url} ${jwksUri}` };
}

const TENANT = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490';
const API_ID = '00001111-aaaa-2222-bbbb-3333cccc4444';
const CIAM = `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`;
const API = 'https://orders.shop.example';
const PING = `https://auth.pingone.eu/${TENANT}/as`;
const SUPABASE = 'https://abcdefghijklmnop.supabase.co/auth/v1';
const ZITADEL = 'https://shop-abc123.zitadel.cloud';
const ROLES = 'urn:zitadel:iam:org:project:roles';
const POOL = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_HNFT9ZMsV';
const GITHUB = 'https://token.actions.githubusercontent.com';
const clerkRole = {
  demands: { rules: [compileClaimDemand({ claim: ROLES, rule: library.hasKey('clerk') })] },
};

const CASES: Readonly<Record<string, Omit<Provider, 'options'>>> = {
  azureAdB2c: {
    fetched: 'https://shop.b2clogin.com/shop.onmicrosoft.com/B2C_1_signin/discovery/v2.0/keys',
    token: {
      iss: `https://shop.b2clogin.com/${TENANT}/v2.0/`,
      aud: API_ID,
      azp: 'web',
      scp: 'read',
      tfp: 'B2C_1_signin',
    },
    passes: { 'its scopes': scope('read') },
    refuses: {
      'an issuer without slash': [
        { claims: { iss: `https://shop.b2clogin.com/${TENANT}/v2.0` } },
        /^ISSUER_REFUSED/,
      ],
      'another user flow': [{ claims: { tfp: 'B2C_1_reset' } }, /^CLAIM_REFUSED: expected: tfp/],
      'an id token': [{ claims: { azp: REMOVED } }, /^CLAIM_MISSING: azp/],
    },
  },
  entraExternalId: {
    ...discovery(CIAM, `https://${TENANT}.ciamlogin.com/${TENANT}/discovery/v2.0/keys`),
    token: { iss: CIAM, aud: API_ID, azp: 'web', scp: 'read' },
    passes: { 'its scopes': scope('read') },
    refuses: {
      'the tenant by its name': [
        { claims: { iss: `https://shop.ciamlogin.com/${TENANT}/v2.0` } },
        /^ISSUER_REFUSED/,
      ],
      'an id token': [{ claims: { azp: REMOVED } }, /^CLAIM_MISSING: azp/],
    },
  },
  pingOne: {
    ...discovery(PING, `${PING}/jwks`),
    token: { iss: PING, aud: ['orders'], client_id: 'web', scope: 'read' },
    passes: { 'its scopes': scope('read') },
    refuses: {
      'a token for PingOne itself': [{ claims: { aud: ['https://api.pingone.eu'] } }, /^AUDIENCE_REFUSED/],
    },
  },
  workOsSession: {
    fetched: 'https://api.workos.com/sso/jwks/client_01ABC',
    token: { iss: 'https://api.workos.com', sub: 'user_1', sid: 'session_1', permissions: ['orders:read'] },
    passes: { 'its permissions as scopes': scope('orders:read') },
    refuses: { 'a token that is no session': [{ claims: { sid: REMOVED } }, /^CLAIM_MISSING: sid/] },
  },
  workOsConnect: {
    ...discovery('https://shop.authkit.app', 'https://shop.authkit.app/oauth2/jwks'),
    token: { iss: 'https://shop.authkit.app', aud: API, client_id: 'web', scope: 'read', org_id: 'o' },
    passes: { 'its scopes': scope('read') },
    refuses: { 'a token for another resource': [{ claims: { aud: 'client_env' } }, /^AUDIENCE_REFUSED/] },
  },
  clerk: {
    fetched: 'https://clerk.shop.example/.well-known/jwks.json',
    token: {
      iss: 'https://clerk.shop.example',
      azp: 'https://shop.example',
      sid: 'sess_1',
      v: 2,
      o: { id: 'o', rol: 'admin' },
    },
    refuses: {
      'a token that another page got': [
        { claims: { azp: 'https://evil.example' } },
        /^CLAIM_REFUSED: expected: azp/,
      ],
      'a token without origin': [{ claims: { azp: REMOVED } }, /^CLAIM_MISSING: azp/],
      'a token of a JWT template': [{ claims: { sid: REMOVED } }, /^CLAIM_MISSING: sid/],
    },
  },
  supabase: {
    alg: 'ES256',
    fetched: `${SUPABASE}/.well-known/jwks.json`,
    token: {
      iss: SUPABASE,
      aud: 'authenticated',
      role: 'authenticated',
      sub: 'u',
      app_metadata: { tier: 'gold' },
    },
    refuses: {
      'the anon key': [{ claims: { role: 'anon' } }, /^CLAIM_REFUSED: expected: role/],
      'the service key': [{ claims: { role: 'service_role' } }, /^CLAIM_REFUSED: expected: role/],
      'a token signed with the legacy secret': [{ header: { alg: 'HS256' } }, /^ALGORITHM_REFUSED/],
    },
  },
  zitadel: {
    ...discovery(ZITADEL, `${ZITADEL}/oauth/v2/keys`),
    token: { iss: ZITADEL, aud: ['web', '312345678901234567'], [ROLES]: { clerk: { 1: 'shop.example' } } },
    passes: { 'its role': clerkRole },
    refuses: {
      'another role': [
        { claims: { [ROLES]: { guest: { 1: 'clerk' } } }, ...clerkRole },
        /^CLAIM_RULE_FAILED: expected: .* has the key "clerk"/,
      ],
      'roles that were not asked for': [
        { claims: { [ROLES]: REMOVED }, ...clerkRole },
        /^CLAIM_RULE_FAILED.*is missing/,
      ],
      'an opaque token': [opaque, /^TOKEN_MALFORMED/],
    },
  },
  logto: {
    alg: 'ES384',
    ...discovery('https://shop.logto.app/oidc', 'https://shop.logto.app/oidc/jwks'),
    token: { iss: 'https://shop.logto.app/oidc', aud: API, client_id: 'web', scope: 'read' },
    header: { typ: 'at+jwt' },
    passes: { 'its scopes': scope('read') },
    refuses: { 'an opaque token': [opaque, /^TOKEN_MALFORMED/] },
  },
  authentik: {
    fetched: 'https://id.shop.example/application/o/orders/jwks/',
    token: { iss: 'https://id.shop.example/application/o/orders/', aud: 'JqPbkmO0VG1h', groups: ['clerks'] },
    refuses: {
      'a token without signing key': [{ header: { alg: 'HS256' } }, /^ALGORITHM_REFUSED/],
      'an issuer without slash': [
        { claims: { iss: 'https://id.shop.example/application/o/orders' } },
        /^ISSUER_REFUSED/,
      ],
    },
  },
  gitHubActions: {
    ...discovery(GITHUB, `${GITHUB}/.well-known/jwks`),
    token: {
      iss: GITHUB,
      aud: API,
      repository: 'shop/orders',
      repository_id: '123456789',
      ref: 'refs/heads/main',
    },
    refuses: {
      'another repository of the same name': [
        { claims: { repository_id: '987654321' } },
        /^CLAIM_REFUSED: expected: repository_id/,
      ],
      'another branch': [{ claims: { ref: 'refs/heads/evil' } }, /^CLAIM_REFUSED: expected: ref/],
      'the default audience': [{ claims: { aud: 'https://github.com/shop' } }, /^AUDIENCE_REFUSED/],
    },
  },
  kubernetes: {
    fetched: 'https://kubernetes.default.svc/openid/v1/jwks',
    token: {
      iss: 'https://kubernetes.default.svc.cluster.local',
      aud: ['orders'],
      sub: 'system:serviceaccount:shop:batch',
      'kubernetes.io': { namespace: 'shop' },
    },
    refuses: {
      'another service account': [
        { claims: { sub: 'system:serviceaccount:evil:batch' } },
        /^CLAIM_REFUSED: expected: sub/,
      ],
      'the token for the API server': [
        { claims: { aud: ['https://kubernetes.default.svc.cluster.local'] } },
        /^AUDIENCE_REFUSED/,
      ],
    },
  },
  behindAlb: {
    fetched: `${POOL}/.well-known/jwks.json`,
    sentIn: 'x-amzn-oidc-accesstoken',
    token: { iss: POOL, token_use: 'access', client_id: 'alb', scope: 'openid' },
    refuses: {
      'the token of the load balancer, which has padding': [
        { as: (token) => token.replaceAll('.', '=.') },
        /^TOKEN_MALFORMED/,
      ],
      'the header of the load balancer': [{ sentIn: 'x-amzn-oidc-data' }, /^TOKEN_MISSING/],
    },
  },
};

for (const [name, provider] of Object.entries(CASES))
  describeProvider(name, { ...provider, options: recipe(name) });

describe('docs/providers.md', () => {
  test('has no recipe that is not tested, and no test without its recipe', () => {
    expect([...recipes.keys()].toSorted()).toEqual(Object.keys(CASES).toSorted());
  });

  it.each(exports)('has options that the module takes: %s', (name, value) => {
    expect(() => normalizeOptions(optionsOf(name, value) as never)).not.toThrow();
  });

  test('shows every preset', () => {
    expect(Object.keys(presets).length).toBeGreaterThan(5);
    for (const preset of Object.keys(presets)) expect(page).toMatch(new RegExp(`^.*\\b${preset}\\(\\{`, 'm'));
  });

  test('has every heading that its contents name, and a place in the contents for every heading', () => {
    const anchors = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, text = '']) =>
      text.toLowerCase().replaceAll(' ', '-'),
    );
    expect(anchors).toEqual(headings);
  });
});
