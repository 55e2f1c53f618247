import { EventEmitter } from 'node:events';
import { firstValueFrom, from, takeUntil, timer, type ObservableInput } from 'rxjs';

/** A handler of messages, as Nest gives it to an adapter. */
export interface BoundHandler {
  readonly message: unknown;
  callback(data: unknown, beside: unknown): unknown;
}

/** What begins the connection of a client: the request of its handshake. */
export interface HandshakeRequest extends EventEmitter {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawHeaders: readonly string[];
}

/** How long a test waits for what a gateway may never do, such as the first event of a feed. */
const PATIENCE_MS = 1000;

/** The first value; undefined if there is none, or none in time. */
export function firstOf<T>(source: ObservableInput<T>): Promise<T | undefined> {
  return firstValueFrom(from(source).pipe(takeUntil(timer(PATIENCE_MS))), { defaultValue: undefined });
}

/** A client without a connection. What is sent to it goes nowhere, except an exception. */
export abstract class InProcessClient extends EventEmitter {
  /** What gateways have subscribed to for it. */
  readonly handlers: BoundHandler[] = [];
  /** What the client would have received in place of an answer. */
  exception: unknown;
  private isOver = false;
  private hooks: Promise<unknown>[] = [];

  /** Whether its connection has ended. */
  get hasEnded(): boolean {
    return this.isOver;
  }

  /** Ends it as a client does, so that `handleDisconnect` runs. */
  abstract finish(): void;

  /** What stands beside the data of a message, as the adapter passes it to the handler. */
  abstract beside(event: string, acknowledge: (answer: unknown) => void): unknown;

  /** The data of a message as it arrives. */
  abstract arriving(data: unknown): unknown;

  /** Whether a message passes what the application has put before all handlers of this client. */
  abstract passes(event: string, data: unknown): Promise<boolean>;

  /** Runs a hook of a gateway: Nest drops the promise of a hook, and its error ends the process. */
  runHook(place: string, run: () => unknown): void {
    const failed = (error: unknown): never => {
      throw new Error(`${place} has thrown: ${String(error)}`, { cause: error });
    };
    const hook = (async () => run())().catch(failed);
    hook.catch(() => {});
    this.hooks.push(hook);
  }

  /** Waits for the hooks, and throws what one of them has thrown. A hook may send a feed and never end. */
  async hooksDone(): Promise<void> {
    const hooks = this.hooks;
    this.hooks = [];
    await firstOf(Promise.all(hooks));
  }

  protected receive(event: unknown, data: unknown): void {
    if (event === 'exception') this.exception = data;
  }

  /** Ends the connection once. */
  protected endWith(event: string, ...args: unknown[]): void {
    if (this.isOver) return;
    this.isOver = true;
    super.emit(event, ...args);
  }
}
