import type { ExecutionContext } from '@nestjs/common';
import { beforeEach, expect, test } from '@jest/globals';
import { refuse, type RefusalCode } from '../errors/index.js';
import { publicRefusal } from '../responses/index.js';
import { keepConnection, type Connection } from './connection.js';
import { answerRefusedMessage } from './refused-message.js';
import { RefusedWsException } from './refused-ws.exception.js';

const calls: string[] = [];
beforeEach(() => void calls.splice(0));

const note = (name: string) => (): void => void calls.push(name);

function socket(waiting: number | undefined): object {
  const conn = {
    ...(waiting !== undefined && { writeBuffer: { length: waiting } }),
    close: (discard?: boolean) => calls.push(`close ${String(discard)}`),
  };
  return {
    handshake: {},
    nsp: {},
    conn,
    disconnect: (all?: boolean) => calls.push(`disconnect ${String(all)}`),
  };
}

function frames(bufferedAmount: number): object {
  const [pause, resume] = [note('pause'), note('resume')];
  return { readyState: 1, bufferedAmount, pause, resume, terminate: note('terminate'), send: note('send') };
}

function answer(code: RefusalCode, client: unknown, acknowledge?: unknown): RefusedWsException {
  class AnyGateway {}
  const context = {
    getArgs: () => [client, {}, acknowledge, 'join'],
    getHandler: () => note('handler'),
    getClass: () => AnyGateway,
  } as unknown as ExecutionContext;
  const exception = new RefusedWsException(publicRefusal(refuse(code, 'detail')), undefined);
  answerRefusedMessage(context, exception);
  return exception;
}

test.each([
  ['socket.io that has read all', socket(0), []],
  ['socket.io with 10,000 packets unread', socket(10_000), []],
  ['socket.io with one more', socket(10_001), ['disconnect true', 'close true']],
  ['socket.io whose buffer is unknown', socket(undefined), []],
  ['ws with 1 MiB unread', frames(1024 * 1024), []],
  ['ws with one more byte', frames(1024 * 1024 + 1), ['terminate']],
  ['no known kind', {}, []],
  ['nothing', undefined, []],
])('a refused client of %s is cut off only if it does not read', (_name, client, done) => {
  answer('SCOPE_MISSING', client);
  expect(calls).toEqual(done);
});

test.each([
  ['a function', true],
  ['data of the client', false],
])('the acknowledgement gets the refusal if it is %s', (_name, isFunction) => {
  const answered: unknown[] = [];
  const exception = answer(
    'SCOPE_MISSING',
    socket(0),
    isFunction ? (data: unknown) => answered.push(data) : 'join',
  );
  expect(answered).toEqual(isFunction ? [exception.getError()] : []);
});

test.each([
  ['TOKEN_EXPIRED', 1],
  ['KEY_UNKNOWN', 1],
  ['SCOPE_MISSING', 0],
  ['KEYS_UNAVAILABLE', 0],
] as const)('after %s the connection is decided again so many times: %d', (code, count) => {
  const client = socket(0);
  keepConnection(client, { reconsider: note('reconsider') } as unknown as Connection);
  answer(code, client);
  expect(calls).toEqual(Array.from({ length: count }, () => 'reconsider'));
});
