import { textsOf } from './near-misses.js';
import type { KnownCause } from './known-cause.js';

const GRAPH = ['00000003-0000-0000-c000-000000000000', 'https://graph.microsoft.com'];

/** What a client of Microsoft Entra ID has to do. */
export const ENTRA_ASK_FOR_SCOPE =
  'the client has to ask for a scope of your API, such as api://CLIENT_ID/.default';

/** What a realm of Keycloak needs. */
export const KEYCLOAK_NEEDS_MAPPER =
  'Keycloak names your API in aud only where the client scope has an audience mapper for it';

/** Whether an audience is Microsoft Graph. */
export function isGraph(audience: string): boolean {
  return GRAPH.includes(audience.replace(/\/$/, ''));
}

/** Causes of an `aud` that is not accepted. */
export const AUDIENCE_CAUSES: readonly KnownCause[] = [
  {
    name: 'graph-token',
    codes: ['AUDIENCE_REFUSED', 'SIGNATURE_INVALID'],
    mender: 'caller',
    sentence: () => `the token is for Microsoft Graph, and nobody else can verify it: ${ENTRA_ASK_FOR_SCOPE}`,
    matches: ({ claims }) => textsOf(claims.aud).some(isGraph),
  },
  {
    name: 'audience-account',
    codes: ['AUDIENCE_REFUSED'],
    mender: 'issuer',
    sentence: () => KEYCLOAK_NEEDS_MAPPER,
    matches: ({ claims }) => textsOf(claims.aud).includes('account'),
  },
  {
    name: 'audience-userinfo',
    codes: ['AUDIENCE_REFUSED'],
    mender: 'caller',
    sentence: () =>
      'the client did not ask for the API, only for the profile of the user: it has to send the parameter audience or resource',
    matches: ({ claims }) => textsOf(claims.aud).some((audience) => audience.endsWith('/userinfo')),
  },
  {
    name: 'audience-client',
    codes: ['AUDIENCE_REFUSED'],
    mender: 'caller',
    sentence: () =>
      'aud is the client itself: the token is an id token, or the client did not ask for this API by audience, resource or scope',
    matches: ({ claims }) => {
      const clients = ['azp', 'client_id', 'appid', 'cid'].map((name) => claims[name]);
      return 'nonce' in claims || textsOf(claims.aud).some((audience) => clients.includes(audience));
    },
  },
];
