import { describe, expect, it } from '@jest/globals';
import type { JwtClaims } from './claims.js';
import { checkAccessToken } from './token-kind.js';

function told(json: string): string | undefined {
  return checkAccessToken(JSON.parse(json) as JwtClaims)?.detail;
}

describe('checkAccessToken', () => {
  it.each([
    ['{"at_hash":"x"}', 'at_hash'],
    ['{"at_hash":null}', 'at_hash'],
    ['{"c_hash":""}', 'c_hash'],
    ['{"s_hash":["x"]}', 's_hash'],
    ['{"token_use":"id"}', 'token_use'],
    ['{"token_use":"ID"}', 'token_use'],
    ['{"token_use":"refresh"}', 'token_use'],
    ['{"typ":"ID"}', 'typ'],
    ['{"typ":"id"}', 'typ'],
    ['{"typ":"Refresh"}', 'typ'],
    ['{"typ":"REFRESH"}', 'typ'],
    ['{"typ":"Offline"}', 'typ'],
    ['{"typ":"Logout"}', 'typ'],
    ['{"typ":"Bearer","token_use":"id"}', 'token_use'],
    ['{"token_use":"access","typ":"ID"}', 'typ'],
    ['{"token_use":"access","at_hash":"x"}', 'at_hash'],
    ['{"events":{"http://schemas.openid.net/event/backchannel-logout":{}}}', 'events'],
    ['{"events":{"http://schemas.openid.net/event/backchannel-logout":null}}', 'events'],
  ])('refuses %s', (json, name) => {
    expect(checkAccessToken(JSON.parse(json) as JwtClaims)).toEqual({
      code: 'ACCESS_TOKEN_REQUIRED',
      detail: `${name} shows that the token is not an access token`,
    });
  });

  it.each([
    '{}',
    '{"nonce":"n"}',
    '{"typ":"Bearer"}',
    '{"typ":"DPoP"}',
    '{"typ":"JWT"}',
    '{"typ":"Identity"}',
    '{"typ":["ID"]}',
    '{"typ":null}',
    '{"token_use":"access"}',
    '{"token_use":["id"]}',
    '{"token_use":{"id":true}}',
    '{"events":{}}',
    '{"events":["http://schemas.openid.net/event/backchannel-logout"]}',
    '{"events":"http://schemas.openid.net/event/backchannel-logout"}',
    '{"__proto__":{"at_hash":"x","typ":"ID","token_use":"id"}}',
    '{"events":{"__proto__":{"http://schemas.openid.net/event/backchannel-logout":{}}}}',
    '{"nested":{"at_hash":"x"}}',
  ])('has nothing against %s', (json) => {
    expect(told(json)).toBeUndefined();
  });
});
