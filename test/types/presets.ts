import {
  auth0,
  cloudflareAccess,
  cognito,
  entra,
  google,
  keycloak,
  oidc,
  type IssuerOptions,
  type JwtPolicyOptions,
  type PolicyOptions,
} from '../../src/jwt-policy/index.js';
import { muleSoftPolicies } from '../../src/jwt-policy/mulesoft/index.js';
import type { Expect, Same } from './expect-type.js';

const pool = { region: 'us-east-1', userPoolId: 'us-east-1_HNFT9ZMsV' };

// Each preset says by its type where it goes: one issuer, several, or a whole policy.
export const issuers: readonly IssuerOptions[] = [
  cognito({ ...pool, clientIds: ['orders-batch'] }),
  auth0({ domain: 'tenant.eu.auth0.com', audience: 'orders' }),
  ...entra({ tenantId: '11111111-2222-3333-4444-555555555555', audience: 'api://orders' }),
  ...google({ audience: 'orders', emails: null }),
];
export type EntraIsSeveral = Expect<Same<ReturnType<typeof entra>, readonly IssuerOptions[]>>;
export type AccessIsPolicy = Expect<Same<ReturnType<typeof cloudflareAccess>, PolicyOptions>>;
// @ts-expect-error several issuers are spread into the list
export const nested: readonly IssuerOptions[] = [google({ audience: 'orders', emails: null })];

// What would let everybody in is said by null, never by leaving it out.
cognito({ ...pool, clientIds: null });
keycloak({ url: 'https://id.example.com', realm: 'orders', audience: null, clientIds: ['orders-web'] });
// @ts-expect-error clientIds
cognito(pool);
// @ts-expect-error emails
google({ audience: 'orders' });
// @ts-expect-error audience
oidc({ issuer: 'https://id.example.com' });
// @ts-expect-error an unset variable does not mean any client
oidc({ issuer: 'https://id.example.com', audience: 'orders', clientIds: undefined });
// @ts-expect-error no such use of a token
cognito({ ...pool, clientIds: null, tokenUse: 'refresh' });

// What a preset gives can be narrowed further, as any options.
export const narrowed: IssuerOptions = {
  ...cognito({ ...pool, clientIds: null }),
  checks: [{ claim: 'cognito:groups', rule: (groups) => Array.isArray(groups) && groups.includes('staff') }],
};

// Imported policies are options of the module; reading them waits for the file.
export type Imported = Expect<Same<ReturnType<typeof muleSoftPolicies>, Promise<JwtPolicyOptions>>>;
// process.env fits as it is: its variables may be unset.
void muleSoftPolicies('policies.json', { env: process.env });
