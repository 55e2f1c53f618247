import { describeProvider, REMOVED, opaque, encrypted } from '../../../test/support/describe-provider.js';
import { oidc } from './oidc.js';

describeProvider('oidc', {
  options: { issuers: [oidc({ issuer: 'https://id.shop.example', audience: 'orders' })] },
  documents: {
    'https://id.shop.example/.well-known/openid-configuration': {
      issuer: 'https://id.shop.example',
      jwks_uri: 'https://id.shop.example/jwks',
    },
  },
  fetched: 'https://id.shop.example/.well-known/openid-configuration https://id.shop.example/jwks',
  token: { iss: 'https://id.shop.example', aud: 'orders', scope: 'read' },
  refuses: {
    'an issuer with a slash': [
      { claims: { iss: 'https://id.shop.example/' } },
      /^ISSUER_REFUSED.*slash at its end/,
    ],
    'an opaque token': [opaque, /opaque.*audience or resource/],
    'an encrypted token': [encrypted, /five parts/],
    'an id token': [{ claims: { aud: 'web', nonce: 'n' } }, /^AUDIENCE_REFUSED.*id token/],
    'a token for another API, without a hint': [
      { claims: { aud: 'other' } },
      /^AUDIENCE_REFUSED: aud names none of the accepted audiences: [^;]*$/,
    ],
  },
});

describeProvider('oidc, one client, ES256', {
  options: {
    issuers: [
      oidc({
        issuer: 'https://id.shop.example/',
        audience: ['orders'],
        clientIds: ['web'],
        algorithms: ['ES256'],
      }),
    ],
  },
  alg: 'ES256',
  documents: {
    'https://id.shop.example/.well-known/openid-configuration': {
      issuer: 'https://id.shop.example/',
      jwks_uri: 'https://id.shop.example/jwks',
    },
  },
  fetched: 'https://id.shop.example/.well-known/openid-configuration https://id.shop.example/jwks',
  token: { iss: 'https://id.shop.example/', aud: 'orders', client_id: 'web' },
  passes: { 'a client in azp': { claims: { client_id: REMOVED, azp: 'web' } } },
  refuses: {
    'an issuer without slash': [{ claims: { iss: 'https://id.shop.example' } }, /slash at its end/],
    'another client': [{ claims: { client_id: 'other' } }, /^CLAIM_REFUSED/],
    'no client': [{ claims: { client_id: REMOVED } }, /^CLAIM_REFUSED/],
  },
});
