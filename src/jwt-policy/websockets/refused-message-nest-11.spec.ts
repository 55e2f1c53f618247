import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { BaseWsExceptionFilter } from '@nestjs/websockets';
import { expect, test } from '@jest/globals';
import { refuse } from '../errors/index.js';
import { publicRefusal } from '../responses/index.js';
import { RefusedWsException } from './refused-ws.exception.js';

// Nest 11 has no such method, and sends no frames to clients of ws.
Reflect.deleteProperty(BaseWsExceptionFilter.prototype, 'emitMessage');
const { answerRefusedMessage } = await import('./refused-message.js');

const sent: string[] = [];
const anything = (): void => {};
const wsClient = {
  readyState: 1,
  bufferedAmount: 0,
  pause: anything,
  resume: anything,
  terminate: anything,
  send: (frame: string) => sent.push(frame),
};

test.each([
  ['is sent to a client of ws', wsClient, [], 1],
  [
    'is left to Nest for a client of socket.io',
    { handshake: {}, nsp: {}, conn: {}, disconnect: anything },
    [],
    0,
  ],
  ['is left to a filter of the application', wsClient, [class AnyFilter {}], 0],
])('the frame of a refusal %s', (_name, client, filters, count) => {
  sent.splice(0);
  class AnyGateway {}
  Reflect.defineMetadata('__exceptionFilters__', filters, AnyGateway);
  const context = {
    getArgs: () => [client, {}, 'join'],
    getHandler: () => anything,
    getClass: () => AnyGateway,
  } as unknown as ExecutionContext;
  const exception = new RefusedWsException(publicRefusal(refuse('SCOPE_MISSING', '')), undefined);
  answerRefusedMessage(context, exception);
  expect(sent).toEqual(
    Array.from({ length: count }, () => JSON.stringify({ event: 'exception', data: exception.getError() })),
  );
});
