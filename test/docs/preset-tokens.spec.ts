import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import {
  auth0,
  cloudflareAccess,
  cognito,
  entra,
  firebase,
  google,
  googleIap,
  keycloak,
  oidc,
  okta,
  type JwtPolicyOptions,
} from '../../src/jwt-policy/index.js';
import * as presets from '../../src/jwt-policy/presets/index.js';
import {
  callRoute,
  createPolicyApp,
  createTestIssuer,
  everyBadToken,
  type CallOptions,
} from '../../src/jwt-policy/testing/index.js';
import { readDocument, tableRows } from './markdown.js';

const TENANT = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490';
const API = 'https://api.shop.example';

interface Application {
  readonly options: JwtPolicyOptions;
  /** Which of several issuers the tokens are of. */
  readonly issuer?: string;
  /** The header that a proxy sends the token in. @default Authorization */
  readonly sentIn?: string;
}

/** An application of each row of the table, with the options that docs/providers.md begins with. */
const APPLICATIONS: Readonly<Record<string, Application>> = {
  '`auth0`': { options: { issuers: [auth0({ domain: 'shop.eu.auth0.com', audience: API })] } },
  '`entra`, version 2': {
    options: { issuers: entra({ tenantId: TENANT, audience: 'api://orders' }) },
    issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  },
  '`entra`, version 1': {
    options: { issuers: entra({ tenantId: TENANT, audience: 'api://orders' }) },
    issuer: `https://sts.windows.net/${TENANT}/`,
  },
  '`keycloak`': {
    options: { issuers: [keycloak({ url: 'https://id.shop.example', realm: 'shop', audience: 'orders' })] },
  },
  '`okta`': {
    options: {
      issuers: [
        okta({ domain: 'dev-1234.okta.com', authorizationServer: 'default', audience: 'api://default' }),
      ],
    },
  },
  '`google`': {
    options: { issuers: google({ audience: API, emails: ['batch@shop.example'] }) },
    issuer: 'https://accounts.google.com',
  },
  '`firebase`': { options: { issuers: [firebase({ projectId: 'shop-1a2b3' })] } },
  '`cognito`': {
    options: {
      issuers: [
        cognito({ region: 'us-east-1', userPoolId: 'us-east-1_HNFT9ZMsV', clientIds: ['orders-batch'] }),
      ],
    },
  },
  '`cloudflareAccess`': {
    options: { policies: [cloudflareAccess({ team: 'shop', audience: '0123456789abcdef'.repeat(4) })] },
    sentIn: 'cf-access-jwt-assertion',
  },
  '`googleIap`': {
    options: { policies: [googleIap({ audience: '/projects/123456/global/backendServices/789' })] },
    sentIn: 'x-goog-iap-jwt-assertion',
  },
  '`oidc`': { options: { issuers: [oidc({ issuer: 'https://id.shop.example', audience: 'orders' })] } },
};

/** The claims as the table writes them: an object of JavaScript. */
function claimsOf(cell: string): Record<string, unknown> {
  const json = cell
    .replaceAll('`', '')
    .replaceAll("'", '"')
    .replaceAll(/(\w+):/g, '"$1":');
  return JSON.parse(json) as Record<string, unknown>;
}

const ROWS = tableRows(readDocument('docs/testing.md'), '## Tokens of a provider')
  .slice(1)
  .map(([name = '', cell = '']) => ({ name, claims: claimsOf(cell) }));

test('docs/testing.md has a row for every preset', () => {
  const named = new Set(ROWS.map(({ name }) => /^`(\w+)`/.exec(name)?.[1] ?? ''));
  expect([...named].toSorted()).toEqual(Object.keys(presets).toSorted());
  expect(ROWS.map(({ name }) => name)).toEqual(Object.keys(APPLICATIONS));
});

describe.each(ROWS)('a token with the claims of docs/testing.md for $name', ({ name, claims }) => {
  const { options, issuer: iss, sentIn } = APPLICATIONS[name] as Application;
  const issuer = createTestIssuer({ claims, ...(iss !== undefined && { issuer: iss }) });
  const sent: CallOptions = sentIn === undefined ? {} : { carry: (token) => ({ [sentIn]: token }) };
  let app: INestApplication;

  beforeAll(async () => {
    app = await createPolicyApp(options, { issuers: [issuer] });
  });

  afterAll(() => app.close());

  test('passes, and every bad token does not', async () => {
    expect(await callRoute(app, 'GET /', issuer.token(), sent)).toMatchObject({ granted: true });
    await everyBadToken(app, 'GET /', sent);
  });

  test('does not pass without any one of them', async () => {
    for (const claim of Object.keys(claims)) {
      const { granted } = await callRoute(app, 'GET /', issuer.token({ [claim]: undefined }), sent);
      expect([claim, granted]).toEqual([claim, false]);
    }
  });
});
