import { describeProvider } from '../../../test/support/describe-provider.js';
import { firebase } from './firebase.js';

describeProvider('firebase', {
  options: { issuers: [firebase({ projectId: 'shop-1a2b3' })] },
  fetched: 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
  token: {
    iss: 'https://securetoken.google.com/shop-1a2b3',
    aud: 'shop-1a2b3',
    sub: 'u1',
    auth_time: 1,
    firebase: { sign_in_provider: 'password' },
  },
  refuses: {
    'a token of the emulator': [{ as: (token) => token.replace(/[^.]*$/, '') }, /^TOKEN_MALFORMED.*emulator/],
    'a session cookie': [
      { claims: { iss: 'https://session.firebase.google.com/shop-1a2b3' } },
      /session cookie/,
    ],
    'an anonymous user': [
      { claims: { firebase: { sign_in_provider: 'anonymous' } } },
      /^CLAIM_REFUSED.*signed in anonymously/,
    ],
    'a user without a way to sign in': [
      { claims: { firebase: 'anonymous' } },
      /^CLAIM_MISSING: firebase > sign_in_provider is missing/,
    ],
    'an empty sub': [{ claims: { sub: '' } }, /^CLAIM_REFUSED: expected: sub is the id of a user/],
    'a sub that is too long': [{ claims: { sub: 'u'.repeat(129) } }, /^CLAIM_REFUSED: expected: sub/],
    'a sub that is no text': [{ claims: { sub: 1 } }, /^CLAIM_REFUSED: expected: sub/],
    'a sign-in in the future': [
      { claims: { auth_time: 1e12 } },
      /^CLAIM_REFUSED: expected: auth_time is in the past/,
    ],
    'a sign-in at no time': [{ claims: { auth_time: '1' } }, /^CLAIM_REFUSED: expected: auth_time/],
    'a token of another project': [{ claims: { aud: 'other-1a2b3' } }, /^AUDIENCE_REFUSED/],
  },
});

describeProvider('firebase with anonymous users', {
  options: { issuers: [firebase({ projectId: 'shop-1a2b3', acceptAnonymousUsers: true })] },
  fetched: 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
  token: {
    iss: 'https://securetoken.google.com/shop-1a2b3',
    aud: 'shop-1a2b3',
    sub: 'u1',
    auth_time: 1,
    firebase: { sign_in_provider: 'anonymous' },
  },
  refuses: {},
});
