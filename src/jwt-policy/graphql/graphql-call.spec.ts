import { describe, expect, it } from '@jest/globals';
import { GraphqlCall } from './graphql-call.js';
import type { GraphqlRequest } from './graphql-request.js';

const operation = { transport: 'graphql', name: 'Query.orders' };
const http = {
  method: 'POST',
  url: '/graphql?access_token=a',
  query: { access_token: 'a' },
  headers: { authorization: 'Bearer a', 'x-tenant': 'shop' },
  rawHeaders: ['authorization', 'Bearer a', 'x-tenant', 'shop'],
  ip: '10.0.0.1',
  protocol: 'https',
};

const info = {
  fieldName: 'orders',
  parentType: { name: 'Query' },
  fieldNodes: [],
  variableValues: {},
  schema: { getSubscriptionType: () => undefined },
};

function callBy(request: Partial<GraphqlRequest>): GraphqlCall {
  const given = {
    http,
    carrier: 'http',
    connectionParams: {},
    memo: http,
    close: undefined,
    isMercurius: false,
  };
  return new GraphqlCall(info, operation, { ...given, ...request } as GraphqlRequest);
}

describe('a field as a call', () => {
  it('has the headers and the address of its request, and its own name', () => {
    const call = callBy({});
    expect(call.attributes).toEqual({
      method: '',
      requestPath: 'Query.orders',
      headers: http.headers,
      queryParams: {},
      uriParams: {},
      remoteAddress: '10.0.0.1',
      scheme: 'https',
    });
    expect(call.attributes).toBe(call.attributes);
    expect([call.memo, call.operation, call.headerValues('x-tenant')]).toEqual([http, operation, ['shop']]);
  });

  it('of a connection shares its verdict with the same operation only, not with what lives as long', () => {
    expect(callBy({ carrier: 'ws', memo: undefined }).memo).toBe(info.variableValues);
  });

  it('has an access_token in the query of its request, and of the upgrade request of its connection', () => {
    const carriers = ['http', 'ws'] as const;
    expect(carriers.map((carrier) => callBy({ carrier }).hasParameter('access_token'))).toEqual([true, true]);
    const other = { ...http, url: '/graphql', query: {} };
    expect(carriers.map((carrier) => callBy({ carrier, http: other }).hasParameter('access_token'))).toEqual([
      false,
      false,
    ]);
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['none', {}, ['Bearer a']],
    ['the same token', { Authorization: 'Bearer a' }, ['Bearer a']],
    ['the same token without its scheme', { authToken: 'a' }, ['Bearer a']],
    ['another token', { authorization: 'Bearer b' }, ['Bearer a', 'Bearer b']],
    ['a token with its scheme at authToken', { authToken: 'Bearer b' }, ['Bearer a', 'Bearer b']],
    ['a number', { authToken: 7 }, ['Bearer a', '?']],
    ['null and undefined', { authToken: null, authorization: undefined }, ['Bearer a']],
    ['other names', { token: 'b' }, ['Bearer a']],
  ])('over a socket, beside the header: %s', (_what, connectionParams, expected) => {
    expect(callBy({ carrier: 'ws', connectionParams }).headerValues('authorization')).toEqual(expected);
  });

  it('over HTTP, has two equal headers as two', () => {
    const twice = { ...http, rawHeaders: [...http.rawHeaders, 'Authorization', 'Bearer a'] };
    expect(callBy({ http: twice }).headerValues('authorization')).toEqual(['Bearer a', 'Bearer a']);
  });
});
