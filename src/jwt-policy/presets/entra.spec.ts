import { describeProvider, REMOVED, scope } from '../../../test/support/describe-provider.js';
import { entra } from './entra.js';

const TENANT = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490';
const OTHER_TENANT = '11112222-3333-4444-5555-666677778888';
const API_ID = '00001111-aaaa-2222-bbbb-3333cccc4444';
const V1 = `https://sts.windows.net/${TENANT}/`;
const V2 = `https://login.microsoftonline.com/${TENANT}/v2.0`;
const GRAPH = '00000003-0000-0000-c000-000000000000';
const v1Token = { iss: V1, aud: `api://${API_ID}`, appid: 'web', appidacr: '0', scp: 'read', ver: '1.0' };
const v2Token = {
  iss: V2,
  aud: API_ID,
  azp: 'web',
  azpacr: '0',
  scp: 'read write',
  ver: '2.0',
  oid: 'o',
  tid: TENANT,
};
const entraToken = { tenantId: TENANT, audience: [API_ID, `api://${API_ID}`] };

describeProvider('entra, version 2 token', {
  options: { issuers: entra(entraToken) },
  fetched: `https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys`,
  token: v2Token,
  passes: {
    'a token of an application without a user': { claims: { scp: REMOVED, roles: ['Orders.Read'] } },
    'its scopes': scope('write'),
  },
  refuses: {
    'a token for Graph': [{ claims: { aud: GRAPH } }, /^AUDIENCE_REFUSED.*Microsoft Graph/],
    'a token for Graph, which has another signature': [
      { claims: { aud: GRAPH }, header: { nonce: 'n' }, as: (token) => `${token.slice(0, -8)}AAAAAAAA` },
      /^SIGNATURE_INVALID.*Microsoft Graph/,
    ],
    'an id token': [{ claims: { aud: 'web', azp: REMOVED } }, /^AUDIENCE_REFUSED.*id token/],
    'an id token of an application that is its own API': [
      { claims: { azp: REMOVED } },
      /^CLAIM_REFUSED.*azp/,
    ],
    'a token of version 1 without appid': [
      { claims: { ...v1Token, appid: REMOVED } },
      /^CLAIM_REFUSED.*appid/,
    ],
    'a token of another tenant': [
      { claims: { iss: `https://login.microsoftonline.com/${OTHER_TENANT}/v2.0` } },
      /^ISSUER_REFUSED.*tenant that is not listed/,
    ],
    'a version 1 token of another tenant': [
      { claims: { iss: `https://sts.windows.net/${OTHER_TENANT}/` } },
      /tenant that is not listed/,
    ],
    'an issuer that is none of Entra, without a hint': [
      { claims: { iss: 'https://id.example.com' } },
      /^ISSUER_REFUSED: iss is none of the accepted issuers: [^;]*$/,
    ],
    'an issuer that is no text, without a hint': [
      { claims: { iss: [V2] } },
      'CLAIM_MALFORMED: iss is not a string',
    ],
    'a role in place of a scope': [
      { claims: { scp: REMOVED, roles: ['write'] }, ...scope('write') },
      /^SCOPE_MISSING.*rolesAsScopes/,
    ],
    'a scope that the user has not, without a hint': [
      scope('delete'),
      'SCOPE_MISSING: expected scope delete',
    ],
  },
});

describeProvider('entra, version 1 token', {
  options: { issuers: entra(entraToken) },
  fetched: `https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys`,
  token: v1Token,
  refuses: {
    'the Graph URL as audience': [{ claims: { aud: 'https://graph.microsoft.com/' } }, /Microsoft Graph/],
    'an id token': [{ claims: { aud: 'web', appid: REMOVED } }, /^AUDIENCE_REFUSED.*id token/],
  },
});

describeProvider('entra, version 2 alone, roles as scopes, one application', {
  options: { issuers: entra({ ...entraToken, version: 'v2', rolesAsScopes: true, clientIds: ['web'] }) },
  fetched: `https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys`,
  token: v2Token,
  passes: { 'a role as a scope': { claims: { scp: REMOVED, roles: ['admin'] }, ...scope('admin') } },
  refuses: {
    'a token of version 1': [{ claims: v1Token }, /^ISSUER_REFUSED.*version 1.*requestedAccessTokenVersion/],
    'a token of another tenant': [
      { claims: { iss: `https://sts.windows.net/${OTHER_TENANT}/` } },
      /tenant that is not listed/,
    ],
    'a token of another application': [{ claims: { azp: 'other' } }, /^CLAIM_REFUSED/],
  },
});

describeProvider('entra, version 1 alone', {
  options: { issuers: entra({ ...entraToken, version: 'v1' }) },
  fetched: `https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys`,
  token: v1Token,
  refuses: { 'a token of version 2': [{ claims: v2Token }, /^ISSUER_REFUSED.*version 2/] },
});

describeProvider('entra, several tenants', {
  options: { issuers: entra({ ...entraToken, tenantId: [OTHER_TENANT, TENANT] }) },
  fetched: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
  token: v2Token,
  passes: {
    'another issuer': {
      claims: { iss: `https://login.microsoftonline.com/${OTHER_TENANT}/v2.0` },
    },
    'a version 1 token': { claims: v1Token },
  },
  refuses: {
    'a tenant in place of which its name stands': [
      { claims: { iss: 'https://login.microsoftonline.com/common/v2.0' } },
      /^ISSUER_REFUSED/,
    ],
  },
});
