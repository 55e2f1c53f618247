import { isPlainObject } from '../claims/index.js';
import { runAfter, type JwtPolicyClock } from '../clock.js';
import type { WsClient } from './ws-client.js';
import type { FirstMessageToken } from './websockets-options.js';

/** What is longer is not read: it brings more than a token. */
const MAX_BYTES = 64 * 1024;

/** The token of a message; undefined if it is another message. */
function tokenIn(data: unknown, event: string): unknown {
  if (!Buffer.isBuffer(data) || data.length > MAX_BYTES) return undefined;
  try {
    const message: unknown = JSON.parse(data.toString());
    if (!isPlainObject(message) || message['event'] !== event) return undefined;
    const { data: sent } = message;
    // A message of this event without a token is a message with a bad one.
    return isPlainObject(sent) ? (sent['token'] ?? '') : (sent ?? '');
  } catch {
    return undefined;
  }
}

/** What a client sent before it was let in. */
export interface FirstMessages {
  /** Undefined if the first message is another one, or does not come in time. */
  readonly token: unknown;
  /** Hands the other messages to whoever listens by now. */
  release(): void;
  /** Forgets the other messages, and those that a refused client goes on to send. */
  drop(): void;
}

/** Waits for the first message of a client, which is then paused. Messages that came with it are kept. */
export function firstMessages(
  client: WsClient,
  { event, withinMs }: Required<FirstMessageToken>,
  clock: JwtPolicyClock,
): Promise<FirstMessages> {
  return new Promise((resolve) => {
    const kept: unknown[][] = [];
    let hasFirst = false;
    const keep = (...message: unknown[]): void => {
      if (hasFirst) {
        kept.push(message);
        return;
      }
      const token = tokenIn(message[0], event);
      if (token === undefined) kept.push(message);
      done(token);
    };
    const done = (token: unknown): void => {
      if (hasFirst) return;
      hasFirst = true;
      cancel();
      client.pause();
      const drop = (): void => void client.off('message', keep);
      const release = (): void => {
        drop();
        for (const message of kept) client.emit('message', ...message);
      };
      resolve({ token, release, drop });
    };
    const cancel = runAfter(clock, withinMs, () => done(undefined));
    client.on('message', keep);
    client.once('close', () => done(undefined));
  });
}
