import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { expect, test } from '@jest/globals';
import {
  connectionName,
  eventName,
  isInNamespace,
  isSamePlace,
  placeAt,
  placeOfGateway,
} from './gateway-metadata.js';

function gateway(port?: number | object, options?: object): new () => object {
  class AnyGateway {}
  WebSocketGateway(port as number, options)(AnyGateway);
  return AnyGateway;
}

const EXPRESSION = /^\/shop/;

test.each([
  ['nothing', gateway(), { port: 0, path: undefined, namespace: undefined }, '/'],
  ['a port', gateway(81), { port: 81, path: undefined, namespace: undefined }, '/'],
  ['a path', gateway({ path: '/feed' }), { port: 0, path: '/feed', namespace: undefined }, '/feed'],
  [
    'a path without a slash',
    gateway({ path: 'feed' }),
    { port: 0, path: 'feed', namespace: undefined },
    '/feed',
  ],
  [
    'a namespace',
    gateway(81, { namespace: '/two' }),
    { port: 81, path: undefined, namespace: '/two' },
    '/two',
  ],
  [
    'a namespace without a slash',
    gateway({ namespace: 'two' }),
    { port: 0, path: undefined, namespace: '/two' },
    '/two',
  ],
  ['an empty namespace', gateway({ namespace: '' }), { port: 0, path: undefined, namespace: undefined }, '/'],
  [
    'an expression',
    gateway({ namespace: EXPRESSION }),
    { port: 0, path: undefined, namespace: EXPRESSION },
    '/*',
  ],
  [
    'a path and a namespace',
    gateway({ path: '/io', namespace: 'two' }),
    { port: 0, path: '/io', namespace: '/two' },
    '/two',
  ],
])('a gateway with %s has its place and its name', (_name, one, place, name) => {
  expect(placeOfGateway(one)).toEqual(place);
  expect(connectionName(one)).toBe(name);
});

test('a class without the decorator is at the port of the application', () => {
  expect(placeOfGateway(class {})).toEqual({ port: 0, path: undefined, namespace: undefined });
});

test.each([
  ['the same', placeAt(1, { path: '/a', namespace: 'n' }), true],
  ['another port', placeAt(2, { path: '/a', namespace: 'n' }), false],
  ['another path', placeAt(1, { path: '/b', namespace: 'n' }), false],
  ['another namespace', placeAt(1, { path: '/a', namespace: 'm' }), false],
])('places with %s are compared as Nest compares them', (_name, other, isSame) => {
  expect(isSamePlace(placeAt(1, { path: '/a', namespace: '/n' }), other)).toBe(isSame);
});

test.each([
  [gateway({ namespace: 'two' }), '/two', true],
  [gateway({ namespace: 'two' }), '/twofold', false],
  [gateway({ namespace: EXPRESSION }), '/shop', true],
  [gateway({ namespace: EXPRESSION }), '/a/shop', false],
  [gateway({ namespace: () => true }), '/any', true],
  [gateway(), '/two', false],
])('%p is in the namespace %s: %p', (one, name, isIn) => {
  expect(isInNamespace(one, name)).toBe(isIn);
});

test.each([
  ['a text', 'join', 'join'],
  ['an object', { room: 1 }, '{"room":1}'],
  ['a number', 7, '7'],
])('an event that is %s has its name', (_name, event, name) => {
  class AnyGateway {
    on(): void {}
  }
  const handler = AnyGateway.prototype.on;
  SubscribeMessage(event as string)(AnyGateway.prototype, 'on', { value: handler });
  expect(eventName(handler, 'other')).toBe(name);
});

test.each([
  ['sent', 'sent'],
  [undefined, 'undefined'],
])('a handler without metadata takes the event that was sent: %p', (pattern, name) => {
  expect(eventName(() => {}, pattern)).toBe(name);
});
