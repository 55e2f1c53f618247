import { describe, expect, it } from '@jest/globals';
import { tokenCall } from './token-call.js';

describe('a call made of details', () => {
  it('is empty without details', () => {
    const call = tokenCall({});
    expect(call.attributes).toStrictEqual({
      method: 'GET',
      requestPath: '/',
      headers: {},
      queryParams: {},
      uriParams: {},
      remoteAddress: '',
      scheme: '',
    });
    expect([call.method, call.route]).toEqual(['GET', undefined]);
  });

  it('has the given details', () => {
    const details = { requestPath: '/orders/7', headers: { 'x-tenant': 'a' }, uriParams: { id: '7' } };
    const call = tokenCall({ ...details, method: 'DELETE', routePattern: '/orders/:id' });
    expect(call.attributes).toMatchObject({ ...details, method: 'DELETE' });
    expect(call.attributes).not.toHaveProperty('routePattern');
    expect(call.method).toBe('DELETE');
    expect(call.route?.segments.map(({ text }) => text)).toEqual(['orders', ':id']);
  });

  it.each([String.raw`/a/:id(\d`, '/it{ems}'])(
    'has no route where its pattern is %s: it is unknown which of its parts it uses',
    (routePattern) => {
      expect(tokenCall({ routePattern }).route).toBeUndefined();
    },
  );

  it('uses the optional parts of its pattern for which it has parameters', () => {
    const segments = (uriParams: Record<string, string>) =>
      tokenCall({ routePattern: '/orders{/:id}', uriParams }).route?.segments.length;
    expect([segments({}), segments({ id: '7' })]).toEqual([1, 2]);
  });

  it('has its method in upper case, so that "post" does not bypass a policy for POST', () => {
    const call = tokenCall({ method: 'post' });
    expect([call.method, call.attributes.method]).toEqual(['POST', 'POST']);
  });

  it('carries no token of its own: it comes beside the call', () => {
    const call = tokenCall({
      headers: { authorization: 'Bearer a.b.c' },
      queryParams: { access_token: 'a.b.c' },
    });
    expect(call.headerValues('authorization')).toEqual([]);
    expect(call.hasParameter('access_token')).toBe(false);
  });
});
