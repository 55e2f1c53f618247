import { describeProvider, REMOVED } from '../../../test/support/describe-provider.js';
import { cloudflareAccess } from './cloudflare-access.js';

const AUD_TAG = '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228';
const ACCESS = 'https://shop.cloudflareaccess.com';

describeProvider('cloudflareAccess', {
  options: { policies: [cloudflareAccess({ team: 'shop', audience: AUD_TAG })] },
  sentIn: 'cf-access-jwt-assertion',
  fetched: `${ACCESS}/cdn-cgi/access/certs`,
  token: {
    iss: ACCESS,
    aud: [AUD_TAG],
    type: 'app',
    email: 'a@shop.example',
    sub: 's',
    identity_nonce: 'n',
  },
  passes: { 'a service token': { claims: { email: REMOVED, sub: '', common_name: 'x.access' } } },
  refuses: {
    'a call that did not come through Access': [
      { sentIn: 'x-other' },
      /^TOKEN_MISSING.*did not come through Cloudflare Access/,
    ],
    'a header that was sent twice': [{ as: (token) => `${token}, ${token}` }, /^TOKEN_MALFORMED/],
    'the session with the team': [
      { claims: { type: 'org', aud: ['other'] } },
      /^AUDIENCE_REFUSED.*session with the team/,
    ],
    'the session with the team, whatever its audience': [{ claims: { type: 'org' } }, /^CLAIM_REFUSED/],
    'another application of the team': [{ claims: { aud: ['0'.repeat(64)] } }, /^AUDIENCE_REFUSED/],
  },
});
