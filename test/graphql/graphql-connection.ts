import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { GraphqlApp } from './graphql-app.js';

/** A subscription as its client sees it. */
export interface Watched {
  /** The next value that the client gets. */
  next(): Promise<unknown>;
  /** How the subscription ended: `complete`, or the errors. */
  readonly ended: Promise<unknown>;
}

/** Opens a connection of graphql-ws at the first operation, with headers that a browser could not set. */
export function openConnection(
  { url }: Pick<GraphqlApp, 'url'>,
  options: Partial<ClientOptions>,
  headers: Record<string, string> = {},
): Client {
  class Socket extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { headers });
    }
  }
  return createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: Socket,
    retryAttempts: 0,
    ...options,
  });
}

/** Subscribes to a field of numbers. */
export function subscribe(client: Client, query = 'subscription { ticks }'): Watched {
  let give: (value: unknown) => void = () => {};
  const ended = new Promise((resolve) => {
    client.subscribe(
      { query },
      {
        next: ({ data, errors }) => {
          if (errors !== undefined) resolve(errors);
          else give(data);
        },
        error: resolve,
        complete: () => resolve('complete'),
      },
    );
  });
  return { next: () => new Promise((resolve) => (give = resolve)), ended };
}

/** What a client gets for one operation. */
export interface ConnectionAnswer {
  readonly data: unknown;
  readonly reasons: readonly unknown[];
}

/** Sends a query over a connection. Errors come as a message of their own, or in the answer, as the driver has it. */
export function askOver(client: Client, text: string): Promise<ConnectionAnswer> {
  const reasonsOf = (errors: readonly { readonly extensions?: Record<string, unknown> }[]): unknown[] =>
    errors.map(({ extensions }) => extensions?.['reason']);
  return new Promise((resolve, reject) => {
    client.subscribe(
      { query: text },
      {
        next: ({ data, errors = [] }) => resolve({ data, reasons: reasonsOf(errors) }),
        error: (error) => {
          if (Array.isArray(error)) resolve({ data: undefined, reasons: reasonsOf(error) });
          else reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
        },
        complete: () => resolve({ data: undefined, reasons: ['complete'] }),
      },
    );
  });
}
