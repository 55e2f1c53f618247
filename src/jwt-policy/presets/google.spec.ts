import { describeProvider, REMOVED } from '../../../test/support/describe-provider.js';
import { google } from './google.js';

const API = 'https://api.shop.example';

describeProvider('google, service accounts', {
  options: { issuers: google({ audience: API, emails: ['batch@shop.iam.gserviceaccount.com'] }) },
  fetched: 'https://www.googleapis.com/oauth2/v3/certs',
  token: {
    iss: 'https://accounts.google.com',
    aud: API,
    azp: '1',
    sub: '1',
    email: 'batch@shop.iam.gserviceaccount.com',
    email_verified: true,
  },
  passes: { 'another issuer': { claims: { iss: 'accounts.google.com' } } },
  refuses: {
    'an access token': [{ as: () => 'ya29.a0AfH6SMBx' }, /^TOKEN_MALFORMED.*opaque; send the id token/],
    'a token that Cloud Run has verified': [
      { as: (token) => `${token.slice(0, token.lastIndexOf('.'))}.SIGNATURE_REMOVED_BY_GOOGLE` },
      /^SIGNATURE_INVALID.*X-Serverless-Authorization/,
    ],
    'another service account': [
      { claims: { email: 'batch@evil.iam.gserviceaccount.com' } },
      /^CLAIM_REFUSED: expected: email is one of/,
    ],
    'an address that is not verified': [
      { claims: { email_verified: false } },
      /^CLAIM_REFUSED: expected: email_verified/,
    ],
    'a token without address': [{ claims: { email: REMOVED } }, /^CLAIM_MISSING: email.*format=full/],
  },
});

describeProvider('google, users of a domain', {
  options: {
    issuers: google({
      audience: '1.apps.googleusercontent.com',
      emails: null,
      hostedDomain: 'shop.example',
    }),
  },
  fetched: 'https://www.googleapis.com/oauth2/v3/certs',
  token: {
    iss: 'https://accounts.google.com',
    aud: '1.apps.googleusercontent.com',
    sub: '1',
    hd: 'shop.example',
  },
  refuses: {
    'a private account': [
      { claims: { hd: REMOVED } },
      'CLAIM_MISSING: hd is missing; expected: hd is "shop.example"',
    ],
    'a user of another domain': [{ claims: { hd: 'evil.example' } }, /^CLAIM_REFUSED: expected: hd/],
  },
});
