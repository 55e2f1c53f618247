import { describe, expect, it } from '@jest/globals';
import { requestOf } from './graphql-request.js';

const RAW = ['Authorization', 'Bearer a', 'X-Tenant', 'shop', 'x-tenant', 'other'];
const express = { method: 'POST', headers: { authorization: 'Bearer a' }, rawHeaders: RAW };
const raw = { rawHeaders: RAW, socket: { remoteAddress: '10.0.0.1' } };
const fastify = { method: 'POST', headers: {}, raw };

describe('the request behind the context of an operation', () => {
  it('is that of Express, which a batch shares', () => {
    expect(requestOf({ req: express })).toMatchObject({
      http: express,
      carrier: 'http',
      memo: express,
      isMercurius: false,
      connectionParams: {},
    });
  });

  it('is that of Fastify, by Apollo or by Mercurius, in batches too', () => {
    expect(requestOf({ req: fastify })).toMatchObject({ http: fastify, memo: raw, isMercurius: false });
    expect(requestOf({ req: fastify, reply: { request: fastify } })).toMatchObject({
      memo: raw,
      isMercurius: true,
    });
    expect(requestOf({ reply: { request: fastify } })).toMatchObject({ memo: raw, isMercurius: true });
  });

  it('is the upgrade request of a connection, by its raw headers alone', () => {
    const socket = { close: (): void => {} };
    const connectionParams = { authorization: 'Bearer b' };
    const context = { req: { connectionParams, extra: { request: raw, socket } } };
    const request = requestOf(context);
    expect(request).toMatchObject({
      http: {
        headers: { authorization: 'Bearer a', 'x-tenant': ['shop', 'other'] },
        ip: '10.0.0.1',
        protocol: 'ws',
      },
      carrier: 'ws',
      connectionParams,
      memo: undefined,
      isMercurius: false,
    });
    expect(typeof request?.close).toBe('function');
  });

  it.each<[string, object]>([
    [
      'an upgrade request that a context function puts at req',
      { ...express, headers: { upgrade: 'websocket' } },
    ],
    ['the same of Fastify', { ...fastify, headers: { upgrade: 'WebSocket' } }],
    ['an object of the application with the members of a request', { method: 'POST', headers: {} }],
    ['the same in the shape of Fastify', { method: 'POST', headers: {}, raw: {} }],
  ])('shares no verdict where it can outlive a token: %s', (_what, req) => {
    expect(requestOf({ req })).toMatchObject({ http: req, memo: undefined });
  });

  it('of Mercurius has none of what the client merged into the headers', () => {
    const merged = { headers: { 'x-tenant': 'mine' }, raw };
    const reply = { request: merged };
    const request = requestOf({ _connectionInit: { 'x-tenant': 'mine' }, reply });
    expect(request?.http.headers).toEqual({ authorization: 'Bearer a', 'x-tenant': ['shop', 'other'] });
    expect(request?.close).toBeUndefined();
    expect(requestOf({ _connectionInit: undefined, request: { raw: { rawHeaders: [] } } })).toMatchObject({
      carrier: 'ws',
      connectionParams: {},
      http: { headers: {} },
      isMercurius: false,
    });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'req'],
    ['an empty context', {}],
    ['an object of the application at req', { req: { user: 'alice' } }],
    ['a request without headers', { req: { method: 'POST' } }],
    ['a connection without its upgrade request', { req: { extra: {} } }],
    ['a connection whose headers are no list', { req: { extra: { request: { rawHeaders: 'a' } } } }],
    ['a connection of Mercurius without a request', { _connectionInit: {} }],
  ])('is not known of %s', (_what, context) => {
    expect(requestOf(context)).toBeUndefined();
  });
});
