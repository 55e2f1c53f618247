import type { ExecutionContext } from '@nestjs/common';
import { EXCEPTION_FILTERS_METADATA } from '@nestjs/common/constants.js';
import { BaseWsExceptionFilter } from '@nestjs/websockets';
import { connectionOf } from './connection.js';
import type { RefusedWsException } from './refused-ws.exception.js';
import { isSocketIoClient } from './socket-io-client.js';
import { isWsClient } from './ws-client.js';

/** Nest 11 emits exceptions on the client object, where a client of `ws` hears nothing. */
const NEST_SENDS_FRAMES = 'emitMessage' in BaseWsExceptionFilter.prototype;

function hasFilter(context: ExecutionContext): boolean {
  return [context.getHandler(), context.getClass()].some((target) => {
    const filters: unknown = Reflect.getMetadata(EXCEPTION_FILTERS_METADATA, target);
    return Array.isArray(filters) && filters.length > 0;
  });
}

/** What a client may leave unread before it is cut off: refusals that nobody reads would fill the memory. */
const MAX_UNREAD_BYTES = 1024 * 1024;
const MAX_UNREAD_PACKETS = 10_000;

/** Cuts off a client that sends and does not read. */
function cutOffIfDeaf(client: unknown): void {
  if (isWsClient(client) && client.bufferedAmount > MAX_UNREAD_BYTES) client.terminate();
  else if (isSocketIoClient(client) && (client.conn.writeBuffer?.length ?? 0) > MAX_UNREAD_PACKETS) {
    client.disconnect(true);
    // What waits is not sent any more. Over polling the connection itself is only closed after a while.
    client.conn.close(true);
  }
}

/**
 * Answers what Nest leaves open when a message is refused: the acknowledgement of socket.io, and on Nest 11 the frame of `ws`. An
 * application with an exception filter of its own sends what it wants to.
 */
export function answerRefusedMessage(context: ExecutionContext, exception: RefusedWsException): void {
  const [client, , acknowledge] = context.getArgs<unknown[]>();
  const refusal = exception.getError();
  cutOffIfDeaf(client);
  if (typeof acknowledge === 'function') acknowledge(refusal);
  if (!NEST_SENDS_FRAMES && isWsClient(client) && !hasFilter(context))
    client.send(JSON.stringify({ event: 'exception', data: refusal }));
  // The token itself is no longer good: what the gateway sends must not reach this client either.
  if (exception.family === 'bad_token') connectionOf(client)?.reconsider();
}
