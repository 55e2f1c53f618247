import { EventEmitter } from 'node:events';

/** A handler of messages, as Nest gives it to an adapter. */
export interface BoundHandler {
  readonly message: unknown;
  callback(data: unknown, beside: unknown): unknown;
}

/** A client without a connection. What is sent to it goes nowhere, but for an exception. */
export abstract class InProcessClient extends EventEmitter {
  /** What gateways have subscribed to for it. */
  readonly handlers: BoundHandler[] = [];
  /** What the client would have received in place of an answer. */
  exception: unknown;

  abstract readonly closingEvent: string;

  protected receive(event: unknown, data: unknown): void {
    if (event === 'exception') this.exception = data;
  }

  /** Ends it like a connection, so that `handleDisconnect` runs. */
  finish(): void {
    super.emit(this.closingEvent);
  }
}

/** Stands for a client of socket.io. */
export class InProcessSocket extends InProcessClient {
  readonly closingEvent = 'disconnect';
  readonly id = 'in-process';
  readonly data: Record<string, unknown> = {};
  readonly rooms = new Set<string>();
  readonly connected = true;
  readonly recovered = false;
  readonly client = {};
  readonly conn = { close: (): void => {} };
  readonly nsp: { readonly name: string };
  readonly handshake: object;

  constructor(
    readonly request: { readonly headers: object; readonly url: string },
    namespace: string,
  ) {
    super();
    const { headers, url } = request;
    this.nsp = { name: namespace };
    this.handshake = { headers, url, auth: {}, query: {}, address: '127.0.0.1' };
  }

  override emit(event: string, ...args: unknown[]): boolean {
    this.receive(event, args[0]);
    return true;
  }

  send(): this {
    return this;
  }

  write(): this {
    return this;
  }

  join(rooms: string | readonly string[]): void {
    for (const room of [rooms].flat()) this.rooms.add(room);
  }

  leave(room: string): void {
    this.rooms.delete(room);
  }

  disconnect(): this {
    this.finish();
    return this;
  }

  to(): this {
    return this;
  }

  in(): this {
    return this;
  }

  except(): this {
    return this;
  }

  timeout(): this {
    return this;
  }

  use(): this {
    return this;
  }

  get broadcast(): this {
    return this;
  }

  get volatile(): this {
    return this;
  }
}

/** Stands for a client of `ws`. */
export class InProcessWebSocket extends InProcessClient {
  readonly closingEvent = 'close';
  readonly readyState = 1;
  readonly protocol = '';
  readonly bufferedAmount = 0;

  send(frame: string): void {
    const { event, data } = JSON.parse(frame) as { readonly event?: unknown; readonly data?: unknown };
    this.receive(event, data);
  }

  close(): void {
    this.finish();
  }

  terminate(): void {
    this.finish();
  }

  pause(): void {}

  resume(): void {}

  ping(): void {}

  pong(): void {}
}
