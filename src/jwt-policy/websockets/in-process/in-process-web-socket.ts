import { InProcessClient } from './in-process-client.js';

const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;

/** What a client that closes sends as a code (RFC 6455 §7.4.1). */
const NORMAL_CLOSURE = 1000;
const NO_STATUS = 1005;
const ABNORMAL_CLOSURE = 1006;

/** A listener in the style of browsers. */
type EventListener = ((event: object) => void) | { handleEvent(event: object): void };

function lastFunction(args: readonly unknown[]): (() => void) | undefined {
  const last = args.at(-1);
  return typeof last === 'function' ? (last as () => void) : undefined;
}

/** The event and the data of a frame, if it is one of Nest. */
function read(frame: unknown): { readonly event?: unknown; readonly data?: unknown } {
  try {
    return (JSON.parse(String(frame)) as object | null) ?? {};
  } catch {
    return {};
  }
}

/** Stands for a client of `ws`. */
export class InProcessWebSocket extends InProcessClient {
  readonly CONNECTING = STATES.CONNECTING;
  readonly OPEN = STATES.OPEN;
  readonly CLOSING = STATES.CLOSING;
  readonly CLOSED = STATES.CLOSED;
  readonly protocol = '';
  readonly extensions = '';
  readonly url = undefined;
  readonly bufferedAmount = 0;
  binaryType = 'nodebuffer';
  isPaused = false;
  onopen: unknown = null;
  onmessage: unknown = null;
  onclose: unknown = null;
  onerror: unknown = null;

  get readyState(): number {
    return this.hasEnded ? STATES.CLOSED : STATES.OPEN;
  }

  /** Is local, as that of `ws` is. Nest 11 emits exceptions here, which no client hears. */
  override emit(event: string, ...args: unknown[]): boolean {
    this.receive(event, args[0]);
    return super.emit(event, ...args);
  }

  send(frame: unknown, ...more: unknown[]): void {
    const { event, data } = read(frame);
    this.receive(event, data);
    lastFunction(more)?.();
  }

  ping(...args: unknown[]): void {
    lastFunction(args)?.();
  }

  pong(...args: unknown[]): void {
    lastFunction(args)?.();
  }

  close(code: number = NO_STATUS, reason: string | Buffer = ''): void {
    this.endWith('close', code, Buffer.from(reason));
  }

  terminate(): void {
    this.close(ABNORMAL_CLOSURE);
  }

  finish(): void {
    this.close(NORMAL_CLOSURE);
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  addEventListener(type: string, listener: EventListener): void {
    this.on(type, typeof listener === 'function' ? listener : listener.handleEvent.bind(listener));
  }

  removeEventListener(type: string, listener: EventListener): void {
    if (typeof listener === 'function') this.off(type, listener);
  }

  beside(event: string): string {
    return event;
  }

  arriving(data: unknown): unknown {
    return (JSON.parse(JSON.stringify({ data })) as { readonly data?: unknown }).data;
  }

  async passes(): Promise<boolean> {
    return true;
  }
}
