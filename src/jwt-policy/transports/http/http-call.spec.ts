import { describe, expect, it } from '@jest/globals';
import { HttpCall } from './http-call.js';
import type { HttpRequest } from './http-request.js';

function callOf(request: Partial<HttpRequest>): HttpCall {
  return new HttpCall({ method: 'GET', headers: {}, ...request });
}

describe('the header values of a request', () => {
  it('are every occurrence, in any letter case, as they were sent', () => {
    const rawHeaders = [
      'Authorization',
      'Bearer a',
      'Host',
      'x',
      'AUTHORIZATION',
      'Bearer b',
      'authorization',
      '',
    ];
    expect(callOf({ rawHeaders }).headerValues('authorization')).toEqual(['Bearer a', 'Bearer b', '']);
  });

  it('count twice even where Node has folded them into one', () => {
    const rawHeaders = ['Authorization', 'Bearer a', 'Authorization', 'Bearer b'];
    const headers = { authorization: 'Bearer a' };
    expect(callOf({ rawHeaders, headers }).headerValues('authorization')).toEqual(['Bearer a', 'Bearer b']);
  });

  it('are read from the message that Fastify wraps', () => {
    const raw = { rawHeaders: ['Authorization', 'Bearer a'] };
    expect(callOf({ raw }).headerValues('authorization')).toEqual(['Bearer a']);
  });

  it.each([
    ['a longer name', ['X-Authorization', 'Bearer a']],
    ['a name of the same length', ['Authorizatiox', 'Bearer a']],
    ['a value that looks like the name', ['X', 'Authorization', 'Bearer a', 'x']],
    ['a name without its value', ['Authorization']],
    ['nothing', []],
  ])('are none with %s', (_name, rawHeaders) => {
    expect(callOf({ rawHeaders }).headerValues('authorization')).toEqual([]);
  });

  it('are the folded ones where the platform gives no others', () => {
    expect(callOf({ headers: { authorization: 'Bearer a' } }).headerValues('authorization')).toEqual([
      'Bearer a',
    ]);
    expect(
      callOf({ headers: { authorization: ['Bearer a', 'Bearer b'] } }).headerValues('authorization'),
    ).toEqual(['Bearer a', 'Bearer b']);
    const raw = {};
    expect(callOf({ raw, headers: { authorization: 'Bearer a' } }).headerValues('authorization')).toEqual([
      'Bearer a',
    ]);
  });

  it('are none without the header', () => {
    expect(callOf({}).headerValues('authorization')).toEqual([]);
  });
});

describe('the parameters of a request', () => {
  const body = { access_token: 'a.b.c' };

  it('are found in the query', () => {
    expect(callOf({ query: { access_token: '' } }).hasParameter('access_token')).toBe(true);
    expect(callOf({ query: Object.assign(Object.create(null), body) }).hasParameter('access_token')).toBe(
      true,
    );
  });

  it.each([
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=utf-8',
    'Application/X-WWW-Form-Urlencoded',
    'multipart/form-data; boundary=x',
    'MULTIPART/FORM-DATA',
  ])('are found in a form of type %s', (type) => {
    const headers = { 'content-type': type };
    expect(callOf({ headers, body }).hasParameter('access_token')).toBe(true);
    expect(callOf({ headers, body: { other: 1 } }).hasParameter('access_token')).toBe(false);
  });

  it.each(['application/json', 'application/vnd.platform+json', 'text/plain; x=multipart/form-data', ''])(
    'are not looked for in a body of type %p',
    (type) => {
      expect(callOf({ headers: { 'content-type': type }, body }).hasParameter('access_token')).toBe(false);
    },
  );

  it('are not looked for in a body of no type', () => {
    expect(callOf({ body }).hasParameter('access_token')).toBe(false);
  });

  it.each([[undefined], [null], ['access_token=a'], [1], [Object.create(body)]])(
    'are none in a query or form %p',
    (value) => {
      const headers = { 'content-type': 'multipart/form-data' };
      expect(callOf({ query: value, body: value, headers }).hasParameter('access_token')).toBe(false);
    },
  );

  it('are none that are only inherited', () => {
    expect(callOf({ query: {} }).hasParameter('constructor')).toBe(false);
  });
});

describe('the route of a request', () => {
  const segmentsOf = (request: Partial<HttpRequest>) =>
    callOf(request).route?.segments.map(({ text, kind }) => `${kind} ${text}`);

  it('is the pattern of Fastify, in the syntax of Fastify', () => {
    expect(segmentsOf({ routeOptions: { url: '/{orders}/*' } })).toEqual(['literal {orders}', 'wildcard *']);
  });

  it('is the pattern of Express, in the syntax of Express', () => {
    expect(segmentsOf({ route: { path: '/orders{/:id}' }, params: { id: '7' } })).toEqual([
      'literal orders',
      'parameter :id',
    ]);
    expect(segmentsOf({ route: { path: '/orders{/:id}' } })).toEqual(['literal orders']);
  });

  it('has an absent optional wildcard all the same', () => {
    expect(segmentsOf({ route: { path: '/admin/{*path}' } })).toEqual(['literal admin', 'wildcard *path']);
  });

  it.each([
    [{}],
    [{ routeOptions: {} }],
    [{ route: {} }],
    [{ route: { path: /x/ } }],
    [{ route: { path: ['/a', '/b'] } }],
    [{ route: { path: '/orders/*' } }],
    [{ route: { path: '/it{ems}' } }],
  ])('is unknown with %p', (request: Partial<HttpRequest>) => {
    expect(callOf(request).route).toBeUndefined();
    expect(() => callOf(request).attributes.requestPath).toThrow('the router does not give the route');
  });
});

describe('the attributes of a request', () => {
  const request: HttpRequest = {
    method: 'post',
    headers: { 'x-tenant': 'a' },
    query: { page: '2' },
    params: { id: 'a/b' },
    ip: '10.0.0.1',
    routeOptions: { url: '/orders/:id' },
  };

  it('are what was sent, with the canonical path', () => {
    const { method, headers, queryParams, uriParams, remoteAddress, requestPath } = new HttpCall(request)
      .attributes;
    expect({ method, headers, queryParams, uriParams, remoteAddress, requestPath }).toEqual({
      method: 'POST',
      headers: { 'x-tenant': 'a' },
      queryParams: { page: '2' },
      uriParams: { id: 'a/b' },
      remoteAddress: '10.0.0.1',
      requestPath: '/orders/a%2Fb',
    });
    expect(new HttpCall(request).method).toBe('POST');
  });

  it('are empty where nothing was sent', () => {
    const { queryParams, uriParams, remoteAddress } = callOf({ query: null, params: undefined }).attributes;
    expect([queryParams, uriParams, remoteAddress]).toEqual([{}, {}, '']);
  });

  it('are read once, however often they are looked at: Express makes some of them anew at each look', () => {
    const looks: Record<string, number> = {};
    const spied = new Proxy(
      { ...request, url: '/?page=2', protocol: 'https' },
      {
        get(target, name, receiver): unknown {
          looks[String(name)] = (looks[String(name)] ?? 0) + 1;
          return Reflect.get(target, name, receiver);
        },
      },
    );
    const call = new HttpCall(spied);
    expect(call.hasParameter('access_token')).toBe(false);
    const look = () => {
      const { method, headers, queryParams, uriParams, remoteAddress, scheme, requestPath } = call.attributes;
      return [method, headers, queryParams, uriParams, remoteAddress, scheme, requestPath, call.route];
    };
    const first = look();
    for (const [index, value] of look().entries()) expect(value).toBe(first[index]);
    expect(call.attributes).toBe(call.attributes);
    expect(looks).toMatchObject({ query: 1, params: 1, headers: 1, ip: 1, protocol: 1, routeOptions: 1 });
  });

  it('are not read before they are asked for', () => {
    const read: PropertyKey[] = [];
    const spied = new Proxy(request, {
      get(target, name, receiver): unknown {
        read.push(name);
        return Reflect.get(target, name, receiver);
      },
    });
    const call = new HttpCall(spied);
    expect(read).toEqual([]);
    expect(call.attributes.remoteAddress).toBe('10.0.0.1');
    expect(read).not.toContain('query');
    expect(read).not.toContain('params');
  });
});
