import { describeProvider, REMOVED, scope } from '../../../test/support/describe-provider.js';
import { keycloak } from './keycloak.js';

const REALM = 'https://id.shop.example/realms/shop';
const keycloakToken = {
  iss: REALM,
  aud: ['orders', 'account'],
  typ: 'Bearer',
  azp: 'web',
  scope: 'openid orders',
  realm_access: { roles: ['clerk'] },
};

describeProvider('keycloak', {
  options: { issuers: [keycloak({ url: 'https://id.shop.example', realm: 'shop', audience: 'orders' })] },
  fetched: `${REALM}/protocol/openid-connect/certs`,
  token: keycloakToken,
  passes: { 'its scopes': scope('orders') },
  refuses: {
    'a token without audience mapper': [{ claims: { aud: 'account' } }, /^AUDIENCE_REFUSED.*audience mapper/],
    'a token without audience mapper, in a list': [
      { claims: { aud: ['account', 'other'] } },
      /audience mapper/,
    ],
    'a token without any audience': [{ claims: { aud: REMOVED } }, /^CLAIM_MISSING.*audience mapper/],
    'an id token': [{ claims: { typ: 'ID', aud: 'web' } }, /^ACCESS_TOKEN_REQUIRED: .*send the access token/],
    'an id token of a client that is its own API': [
      { claims: { typ: 'ID' } },
      /^ACCESS_TOKEN_REQUIRED: .*send the access token/,
    ],
    'a refresh token': [
      { claims: { typ: 'Refresh', aud: REALM } },
      /^ACCESS_TOKEN_REQUIRED: .*send the access token/,
    ],
    'an offline token': [
      { claims: { typ: 'Offline', aud: 'orders' } },
      /^ACCESS_TOKEN_REQUIRED: .*send the access token/,
    ],
    'a token without typ': [
      { claims: { typ: REMOVED } },
      /^CLAIM_MISSING: typ is missing; expected: typ is "Bearer"$/,
    ],
    'a token from inside the cluster': [
      { claims: { iss: 'http://keycloak:8080/realms/shop' } },
      /^ISSUER_REFUSED.*set the hostname of Keycloak.*internalUrl/,
    ],
    'a token of another realm': [
      { claims: { iss: 'https://id.shop.example/realms/other' } },
      /^ISSUER_REFUSED: .*likely cause: the token is of another environment or tenant/,
    ],
  },
});

describeProvider('keycloak with a path, another host for the keys, and clients in place of an audience', {
  options: {
    issuers: [
      {
        ...keycloak({
          url: 'https://id.shop.example/auth/',
          internalUrl: 'http://keycloak:8080/auth',
          realm: 'my shop',
          audience: null,
          clientIds: ['web'],
        }),
        jwks: { dangerouslyAllowInsecureHttp: true },
      },
    ],
  },
  fetched: 'http://keycloak:8080/auth/realms/my%20shop/protocol/openid-connect/certs',
  token: { ...keycloakToken, iss: 'https://id.shop.example/auth/realms/my%20shop', aud: 'account' },
  refuses: {
    'a token of another client': [{ claims: { azp: 'other' } }, /^CLAIM_REFUSED.*one of \["web"\]/],
    'a token without client': [{ claims: { azp: REMOVED } }, /^CLAIM_REFUSED/],
  },
});
