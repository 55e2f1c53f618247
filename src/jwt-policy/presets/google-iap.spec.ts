import { describeProvider } from '../../../test/support/describe-provider.js';
import { googleIap } from './google-iap.js';

const BACKEND = '/projects/123456/global/backendServices/789';

describeProvider('googleIap', {
  options: { policies: [googleIap({ audience: BACKEND })] },
  alg: 'ES256',
  sentIn: 'x-goog-iap-jwt-assertion',
  fetched: 'https://www.gstatic.com/iap/verify/public_key-jwk',
  token: {
    iss: 'https://cloud.google.com/iap',
    aud: BACKEND,
    sub: 'accounts.google.com:1',
    email: 'a@shop.example',
  },
  refuses: {
    'a call that did not come through IAP': [
      { sentIn: 'x-other' },
      /^TOKEN_MISSING.*did not come through IAP/,
    ],
    'a token of another service': [
      { claims: { aud: '/projects/9/apps/evil' } },
      /^AUDIENCE_REFUSED.*another service/,
    ],
    'an id token of Google': [
      { claims: { iss: 'https://accounts.google.com' } },
      /^ISSUER_REFUSED.*not from IAP/,
    ],
  },
});
