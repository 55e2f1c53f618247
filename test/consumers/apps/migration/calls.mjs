const seconds = (offset) => Math.floor(Date.now() / 1000) + offset;

/** What makes a token valid for the programs of a page, with the issuer at `base`. */
export const TOKENS = {
  issuer: (base) => ({ iss: `${base}/`, aud: 'orders', scope: 'orders:read' }),
  keycloak: (base) => ({
    iss: `${base}/realms/shop`,
    aud: ['orders', 'account'],
    typ: 'Bearer',
    azp: 'web',
    realm_access: { roles: ['clerk'] },
  }),
};

/**
 * The calls that the tables of the pages name. `claims` are written over those of a valid token, `header` over its
 * header; without `claims` no token is sent. A function gives claims that depend on the time of the call. `challenge`
 * asks for the WWW-Authenticate header in place of the status, `isDown` for programs whose issuer is down.
 */
export const CALLS = {
  'a valid token': { claims: {} },
  'no token': {},
  'no token: the challenge': { challenge: true },
  'a bad token, on the open route': { path: '/orders/status', claims: () => ({ exp: seconds(-3600) }) },
  'no token, on the route without a decorator': { path: '/orders/report' },
  'a token without the scope': { claims: { scope: 'orders:write' } },
  'a token with the scope `orders:readonly`': { claims: { scope: 'orders:readonly' } },
  'a token without the role': { claims: { realm_access: { roles: ['guest'] } } },
  'a token that expired an hour ago': { claims: () => ({ exp: seconds(-3600) }) },
  'a token that expired 30 seconds ago': { claims: () => ({ exp: seconds(-30) }) },
  'a token without `exp`': { claims: { exp: undefined } },
  'a token that was issued in the future': { claims: () => ({ iat: seconds(3600) }) },
  'a token of another issuer': { claims: { iss: 'https://id.other.example/' } },
  'a token for another audience': { claims: { aud: 'billing' } },
  'a token for every client (`aud: account`)': { claims: { aud: 'account' } },
  'an id token (`at_hash`)': { claims: { at_hash: 'x' } },
  'a token bound to a key (`cnf`)': { claims: { cnf: { jkt: 'x' } } },
  'a token with `crit` in its header': { claims: {}, header: { crit: ['exp'] } },
  'a token of the type `logout+jwt`': { claims: {}, header: { typ: 'logout+jwt' } },
  'a token whose header names another `alg`': { claims: {}, header: { alg: 'RS512' } },
  'a token without `kid`': { claims: {}, header: { kid: undefined } },
  'a token in the query (`access_token`)': { claims: {}, isInQuery: true },
  'a token behind the word `Basic`': { claims: {}, scheme: 'Basic' },
  'a valid token while no key can be fetched': { claims: {}, isDown: true },
};
