import { describeProvider, REMOVED, opaque, scope } from '../../../test/support/describe-provider.js';
import { okta } from './okta.js';

const API = 'https://api.shop.example';
const OKTA = 'https://dev-1234.okta.com/oauth2/default';

describeProvider('okta', {
  options: {
    issuers: [
      okta({ domain: 'dev-1234.okta.com', authorizationServer: 'default', audience: 'api://default' }),
    ],
  },
  fetched: `${OKTA}/v1/keys`,
  token: {
    iss: OKTA,
    aud: 'api://default',
    cid: 'web',
    scp: ['openid', 'orders'],
    ver: 1,
    uid: 'u',
    sub: 'a@b.c',
  },
  passes: { 'its scopes': scope('orders') },
  refuses: {
    'a token of the org server': [
      { claims: { iss: 'https://dev-1234.okta.com' } },
      /^ISSUER_REFUSED.*org authorization server/,
    ],
    'a token of the same server under another domain': [
      { claims: { iss: 'https://login.shop.example/oauth2/default' } },
      /^ISSUER_REFUSED.*fixed issuer instead of a dynamic one/,
    ],
    'an id token': [{ claims: { aud: 'web', cid: REMOVED } }, /^AUDIENCE_REFUSED.*id token/],
    'an id token whose audience fits': [{ claims: { cid: REMOVED } }, /^CLAIM_REFUSED.*cid/],
    'an opaque token': [opaque, /opaque.*custom authorization server/],
  },
});

describeProvider('okta, one application', {
  options: {
    issuers: [
      okta({
        domain: 'login.shop.example',
        authorizationServer: 'ausabc123',
        audience: [API],
        clientIds: ['web'],
      }),
    ],
  },
  fetched: 'https://login.shop.example/oauth2/ausabc123/v1/keys',
  token: { iss: 'https://login.shop.example/oauth2/ausabc123', aud: API, cid: 'web' },
  refuses: { 'a token of another application': [{ claims: { cid: 'other' } }, /^CLAIM_REFUSED/] },
});
