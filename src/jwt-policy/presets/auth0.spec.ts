import {
  describeProvider,
  REMOVED,
  opaque,
  encrypted,
  scope,
} from '../../../test/support/describe-provider.js';
import { auth0 } from './auth0.js';

const API = 'https://api.shop.example';

describeProvider('auth0', {
  options: { issuers: [auth0({ domain: 'shop.eu.auth0.com', audience: API })] },
  fetched: 'https://shop.eu.auth0.com/.well-known/jwks.json',
  token: {
    iss: 'https://shop.eu.auth0.com/',
    aud: [API, 'https://shop.eu.auth0.com/userinfo'],
    sub: 'auth0|1',
    azp: 'web',
    scope: 'openid read:orders',
    permissions: ['write:orders'],
  },
  passes: {
    'a token of a machine': { claims: { aud: API, sub: 'web@clients', gty: 'client-credentials' } },
    'a token of RFC 9068': { claims: { azp: REMOVED, client_id: 'web' }, header: { typ: 'at+jwt' } },
    'its scopes': scope('read:orders'),
  },
  refuses: {
    'an opaque token': [opaque, /opaque.*send the parameter audience/],
    'an encrypted token': [encrypted, /five parts.*send the parameter audience/],
    'a token for userinfo alone': [
      { claims: { aud: ['https://shop.eu.auth0.com/userinfo'] } },
      /^AUDIENCE_REFUSED.*send the parameter audience/,
    ],
    'an id token': [{ claims: { aud: 'web', azp: REMOVED, nonce: 'n' } }, /^AUDIENCE_REFUSED.*id token/],
    'an id token of an application that is named as the API': [
      { claims: { azp: REMOVED } },
      /^CLAIM_REFUSED.*names its client in azp or client_id/,
    ],
    'an empty azp, whatever client_id says': [{ claims: { azp: '', client_id: 'web' } }, /^CLAIM_REFUSED/],
    'a custom domain that is not the one of the options': [
      { claims: { iss: 'https://x.auth0.com/' } },
      /another domain of Auth0/,
    ],
    'permissions in place of scopes': [scope('write:orders'), /^SCOPE_MISSING/],
  },
});

describeProvider('auth0 of one application, with permissions', {
  options: {
    issuers: [
      auth0({ domain: 'id.shop.example', audience: [API], clientIds: ['web'], permissionsAsScopes: true }),
    ],
  },
  fetched: 'https://id.shop.example/.well-known/jwks.json',
  token: { iss: 'https://id.shop.example/', aud: API, azp: 'web', permissions: ['write:orders'] },
  passes: { 'its permissions as scopes': scope('write:orders') },
  refuses: {
    'a token of another application': [{ claims: { azp: 'other' } }, /^CLAIM_REFUSED.*one of \["web"\]/],
    'a client_id beside the azp of another': [
      { claims: { azp: 'other', client_id: 'web' } },
      /^CLAIM_REFUSED/,
    ],
  },
});
