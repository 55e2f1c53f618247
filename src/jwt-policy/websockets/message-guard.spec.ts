import 'reflect-metadata';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { expect, test } from '@jest/globals';
import { keepConnection, policyOf, type Connection } from './connection.js';
import { guardMessages, noteLetThrough } from './message-guard.js';

function guardOf(gateway: object): CanActivate {
  guardMessages(gateway);
  return (Reflect.getMetadata('__guards__', gateway) as CanActivate[])[0] as CanActivate;
}

const contextOf = (client: unknown): ExecutionContext =>
  ({ getArgByIndex: () => client }) as unknown as ExecutionContext;

function connected(isGranted: boolean): object {
  const client = {};
  keepConnection(client, { guard: { canActivate: () => isGranted }, states: [] } as unknown as Connection);
  return client;
}

test('it stands before the other guards of a gateway, once, and is one object for all gateways', () => {
  const own = {};
  class Chat {}
  class News {}
  Reflect.defineMetadata('__guards__', [own], Chat);
  const guard = guardOf(Chat);
  guardMessages(Chat);
  expect(Reflect.getMetadata('__guards__', Chat)).toEqual([guard, own]);
  expect(guardOf(News)).toBe(guard);
});

test.each([undefined, null, 'a text', {}])('a client that nobody has let in is refused: %p', (client) => {
  class Chat {}
  expect(() => guardOf(Chat).canActivate(contextOf(client))).toThrow(
    expect.objectContaining({ code: 'CONTEXT_UNSUPPORTED' }),
  );
  expect(policyOf(client as object)).toBeUndefined();
});

test.each([true, false])('the guard of the application of the client decides: %p', (isGranted) => {
  class Chat {}
  expect(guardOf(Chat).canActivate(contextOf(connected(isGranted)))).toBe(isGranted);
});

test('a message that Nest has asked the guard about is not decided twice', () => {
  class Chat {}
  const context = contextOf(connected(false));
  noteLetThrough(context);
  expect(guardOf(Chat).canActivate(context)).toBe(true);
});
