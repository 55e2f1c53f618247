import { runAfter, type JwtPolicyClock } from '../clock.js';
import type { RefusedMessage } from '../responses/index.js';
import type { ClientEnds } from './connection.js';

/** A client of the package `ws`, as far as it is used. */
export interface WsClient {
  readonly readyState: number;
  /** Bytes that were sent and are not with the client yet. */
  readonly bufferedAmount: number;
  send(data: string): void;
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  terminate(): void;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  once(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
  emit(event: string, ...args: unknown[]): boolean;
}

const OPEN = 1;
const CLOSED = 3;

/** Private codes of WebSockets begin here (RFC 6455 §7.4.2): 4401 stands for the HTTP status 401. */
const CODES = 4000;

/** How long a closed client may take to confirm: a hostile one would go on sending. */
const LINGER_MS = 2000;

/** Told by its functions. */
export function isWsClient(client: unknown): client is WsClient {
  if (typeof client !== 'object' || client === null) return false;
  const { readyState, pause, resume, terminate } = client as Partial<WsClient>;
  return (
    typeof readyState === 'number' &&
    [pause, resume, terminate].every((member) => typeof member === 'function')
  );
}

export function isOpen({ readyState }: WsClient): boolean {
  return readyState === OPEN;
}

/** Closes with the status and the code of a refusal, and cuts off a client that does not confirm. */
export function closeWsClient(
  client: WsClient,
  { code, statusCode }: RefusedMessage,
  clock: JwtPolicyClock,
): void {
  if (client.readyState === CLOSED) return;
  client.close(CODES + statusCode, code);
  client.resume();
  const cancel = runAfter(clock, LINGER_MS, () => client.terminate());
  client.once('close', cancel);
}

/** The end of a connection of `ws`. */
export function wsClientEnds(client: WsClient, clock: JwtPolicyClock): ClientEnds {
  return {
    end: (refusal) => closeWsClient(client, refusal, clock),
    onceClosed: (run) => void client.once('close', run),
  };
}
