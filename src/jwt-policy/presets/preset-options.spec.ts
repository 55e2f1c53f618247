import { describe, expect, it } from '@jest/globals';
import { presetProblems } from '../../../test/support/provider-bench.js';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { normalizeOptions } from '../options/index.js';
import * as presets from './index.js';

type Preset = (options: object) => unknown;

const TENANT = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490';
const AUD_TAG = '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228';

/** Options that each preset takes, and what it says of one that is changed: the option, its value, the words. */
const CASES: Readonly<Record<string, readonly [object, ...(readonly [string, unknown, RegExp])[]]>> = {
  auth0: [
    { domain: 'shop.eu.auth0.com', audience: 'https://api.shop.example' },
    ['domain', 'https://shop.eu.auth0.com', /host name alone/],
    ['domain', 'shop.eu.auth0.com/', /host name alone/],
    ['domain', 'shop', /host name alone/],
    ['domain', 'shop.auth0.com\n', /host name alone/],
    ['domain', 'SHOP.auth0.com', /host name alone/],
    ['domain', undefined, /host name alone/],
    ['audience', undefined, /is required/],
    ['audience', null, /is required/],
    ['audience', [], /is required/],
    ['audience', ['a', ''], /is required/],
    ['audience', 'https://shop.eu.auth0.com/userinfo', /every user who signs in may call/],
    ['audience', ['a', 'https://shop.eu.auth0.com/userinfo'], /every user who signs in may call/],
    ['clientIds', undefined, /list of client ids/],
    ['clientIds', [], /list of client ids/],
    ['clientIds', 'web', /list of client ids/],
    ['permissionsAsScopes', 'true', /must be true or false/],
  ],
  cloudflareAccess: [
    { team: 'shop', audience: AUD_TAG },
    ['team', 'shop.cloudflareaccess.com', /name of the team alone/],
    ['team', undefined, /name of the team alone/],
    ['audience', undefined, /AUD/],
    ['audience', '8eaef023-2b34-4da1-9baa-8bc8c9d6a490', /not the id of the application/],
    ['audience', [AUD_TAG, ''], /AUD/],
    ['name', '', /must be a name/],
  ],
  entra: [
    { tenantId: TENANT, audience: 'api://orders' },
    ['tenantId', 'common', /would accept the tokens of every tenant/],
    ['tenantId', [TENANT, 'organizations'], /would accept the tokens of every tenant/],
    ['tenantId', 'consumers', /would accept the tokens of every tenant/],
    ['tenantId', 'shop.onmicrosoft.com', /a GUID in lower case/],
    ['tenantId', TENANT.toUpperCase(), /a GUID in lower case/],
    ['tenantId', undefined, /a GUID in lower case/],
    ['tenantId', [], /a GUID in lower case/],
    ['tenantId', [TENANT, TENANT], /names a tenant twice/],
    ['audience', undefined, /is required/],
    ['audience', '00000003-0000-0000-c000-000000000000', /is Microsoft Graph/],
    ['audience', 'https://graph.microsoft.com', /is Microsoft Graph/],
    ['audience', ['api://orders', 'https://graph.microsoft.com/'], /is Microsoft Graph/],
    ['version', '2', /'v1' or 'v2' or 'both'/],
    ['version', null, /'v1' or 'v2' or 'both'/],
    ['clientIds', undefined, /list of client ids/],
    ['rolesAsScopes', 1, /must be true or false/],
  ],
  firebase: [
    { projectId: 'shop-1a2b3' },
    ['projectId', '123456789012', /not its number/],
    ['projectId', undefined, /must be a project id/],
    ['projectId', 'shop-1a2b3/', /must be a project id/],
    ['acceptAnonymousUsers', null, /must be true or false/],
  ],
  google: [
    { audience: '1.apps.googleusercontent.com', emails: null },
    ['audience', undefined, /is required/],
    ['audience', 'https://orders.example.com', /\.emails: must be a list if the audience is a URL/],
    [
      'audience',
      ['1.apps', 'https://orders.example.com'],
      /\.emails: must be a list if the audience is a URL/,
    ],
    ['emails', undefined, /is required/],
    ['emails', [], /is required/],
    ['emails', ['batch'], /is required/],
    ['emails', 'a@b.c', /is required/],
    ['hostedDomain', undefined, /Google Workspace domain/],
    ['hostedDomain', '', /Google Workspace domain/],
  ],
  googleIap: [
    { audience: '/projects/123456/global/backendServices/789' },
    ['audience', '/projects/shop-1a2b3/apps/shop-1a2b3', /number of the project instead of its id/],
    ['audience', 'https://orders.example.com', /signed header audience/],
    ['audience', [], /signed header audience/],
    ['audience', undefined, /signed header audience/],
    ['name', null, /must be a name/],
  ],
  keycloak: [
    { url: 'https://id.shop.example', realm: 'shop', audience: 'orders' },
    ['url', 'https://id.shop.example/realms/shop', /without realm/],
    ['url', 'id.shop.example', /base URL of Keycloak/],
    ['url', 'https://id.shop.example?x', /base URL of Keycloak/],
    ['url', undefined, /base URL of Keycloak/],
    ['realm', '', /name of a realm/],
    ['realm', 'a/b', /name of a realm/],
    ['realm', undefined, /name of a realm/],
    ['audience', 'account', /tokens of every client\. Add an audience mapper/],
    ['audience', ['orders', 'account'], /tokens of every client\. Add an audience mapper/],
    ['audience', null, /so clientIds is needed/],
    ['audience', undefined, /is required/],
    ['clientIds', undefined, /list of client ids/],
    ['internalUrl', 'keycloak:8080', /base URL of Keycloak/],
  ],
  oidc: [
    { issuer: 'https://id.shop.example', audience: 'orders' },
    ['issuer', 'id.shop.example', /exact iss of the tokens/],
    ['issuer', null, /exact iss of the tokens/],
    ['issuer', undefined, /exact iss of the tokens/],
    ['audience', null, /is required/],
    ['clientIds', undefined, /list of client ids/],
    ['algorithms', [], /list of algorithms/],
    ['algorithms', 'RS256', /list of algorithms/],
  ],
  okta: [
    { domain: 'dev-1234.okta.com', authorizationServer: 'default', audience: 'api://default' },
    ['domain', 'dev-1234-admin.okta.com', /admin console/],
    ['domain', 'dev-1234-admin.oktapreview.com', /admin console/],
    ['domain', 'https://dev-1234.okta.com', /host name alone/],
    ['authorizationServer', undefined, /org authorization server are for Okta alone/],
    ['authorizationServer', '', /org authorization server are for Okta alone/],
    ['authorizationServer', null, /org authorization server are for Okta alone/],
    ['authorizationServer', 'org', /org authorization server are for Okta alone/],
    ['authorizationServer', 'https://dev-1234.okta.com/oauth2/default', /must be the id/],
    ['audience', undefined, /is required/],
    ['clientIds', [''], /list of client ids/],
  ],
};

const presetOf = (name: string): Preset => (presets as unknown as Record<string, Preset>)[name] as Preset;

describe.each(Object.entries(CASES))('%s', (name, [good, ...wrong]) => {
  const make = presetOf(name);

  it('gives options that the module takes', () => {
    const made = make(good);
    const options = Array.isArray(made)
      ? { issuers: made }
      : 'issuers' in (made as object)
        ? { policies: [made] }
        : { issuers: [made] };
    expect(() => normalizeOptions(options as never)).not.toThrow();
  });

  it.each(wrong)('refuses %s: %j', (option, value, words) => {
    const problems = presetProblems(() => make({ ...good, [option]: value }));
    expect(problems).toEqual([expect.stringMatching(words)]);
    expect(problems[0]).toMatch(new RegExp(`^${name}\\(\\)\\.\\w+: .+\\.$`));
  });

  it.each([[Symbol('x')], [Object.create(null)], [5n], [() => 'x']])(
    'throws only a configuration error for options of %p',
    (value) => {
      const odd = Object.fromEntries(Object.keys(good).map((option) => [option, value as unknown]));
      expect(() => make(odd)).toThrow(JwtPolicyConfigurationError);
    },
  );

  it('refuses a name that it does not know, with the nearest one', () => {
    const [option = ''] = Object.keys(good);
    expect(presetProblems(() => make({ ...good, [`${option}s`]: 'x' }))).toEqual([
      `${name}().${option}s: is not an option here; did you mean ${option}?`,
    ]);
  });

  it.each([[undefined], [null], ['x'], [[]]])('refuses %j in place of options', (options) => {
    expect(() => make(options as never)).toThrow(JwtPolicyConfigurationError);
    expect(presetProblems(() => make(options as never))).toEqual([`${name}(): must be an object.`]);
  });
});

it('every preset but cognito, which has a spec of its own, is in the table', () => {
  expect([...Object.keys(CASES), 'cognito'].toSorted()).toEqual(Object.keys(presets).toSorted());
});

describe('a preset', () => {
  it('reports all problems together', () => {
    const problems = presetProblems(() => presets.okta({ domian: 'x' } as never));
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'okta().domian',
      'okta().domain',
      'okta().authorizationServer',
      'okta().audience',
    ]);
  });

  it('takes no inherited name for an option', () => {
    expect(
      presetProblems(() => presets.firebase({ projectId: 'shop-1a2b3', constructor: 1 } as never)),
    ).toEqual(['firebase().constructor: is not an option here; known are projectId, acceptAnonymousUsers.']);
  });

  it('does not change with the lists that it was given', () => {
    const lists = {
      audience: ['a'],
      clientIds: ['web'],
      tenantId: [TENANT],
      emails: ['a@b.c'],
      algorithms: ['RS256' as const],
    };
    const made = [
      presets.auth0({ domain: 'shop.auth0.com', audience: lists.audience, clientIds: lists.clientIds }),
      ...presets.entra({ tenantId: lists.tenantId, audience: lists.audience }),
      ...presets.google({ audience: lists.audience, emails: lists.emails }),
      presets.oidc({
        issuer: 'https://id.example.com',
        audience: lists.audience,
        algorithms: lists.algorithms,
      }),
    ];
    const before = JSON.stringify(made);
    for (const list of Object.values(lists)) list.push('other' as never);
    expect(JSON.stringify(made)).toBe(before);
  });

  it('accepts a URL as audience of Google if a domain or a list limits the accounts', () => {
    const audience = 'https://orders.example.com';
    expect(presetProblems(() => presets.google({ audience, emails: ['a@b.c'] }))).toEqual([]);
    expect(
      presetProblems(() => presets.google({ audience, emails: null, hostedDomain: 'shop.example' })),
    ).toEqual([]);
  });

  it.each([
    ['/projects/1/apps/shop-1a2b3'],
    ['/projects/1/global/backendServices/2'],
    ['/projects/1/us-central1/backendServices/2'],
    ['/projects/1/locations/us-central1/services/orders'],
  ])('takes the audience %s of IAP', (audience) => {
    expect(presetProblems(() => presets.googleIap({ audience }))).toEqual([]);
  });
});
