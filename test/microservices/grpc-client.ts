import { join } from 'node:path';
import {
  credentials,
  loadPackageDefinition,
  Metadata,
  type Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientWritableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** The service of the tests. */
export const PROTO = join(import.meta.dirname, 'orders.proto');

/** The methods of that service. */
export type Method = 'Get' | 'List' | 'Count' | 'Echo' | 'Import' | 'Watch' | 'Ping' | 'Greet';

/** What a client got of one call: messages, and an error if it was not OK. */
export interface Outcome {
  readonly values: readonly unknown[];
  readonly error: ServiceError | undefined;
}

/** A method that gives its call to the handler. */
export type StreamCallMethod = 'Import' | 'Watch';

type Callback = (error: ServiceError | null, value: unknown) => void;
type OrdersClient = Client & Readonly<Record<Method, (...args: unknown[]) => unknown>>;
type Definition = Readonly<
  Record<'shop', Record<'Orders', new (address: string, of: unknown) => OrdersClient>>
>;

const { shop } = loadPackageDefinition(loadSync(PROTO)) as unknown as Definition;
const SENT = [{ id: 1 }, { id: 2 }];

/** A client of `@grpc/grpc-js`, whose every method sends the orders 1 and 2, or order 1 where it sends one. */
export class GrpcClient {
  private readonly client: OrdersClient;

  constructor(port: number) {
    this.client = new shop.Orders(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  /** Calls a method, with a token if one is given. */
  call(method: Method, token?: string): Promise<Outcome> {
    return this.callWith(method, token === undefined ? {} : { authorization: `Bearer ${token}` });
  }

  async callWith(method: Method, headers: Readonly<Record<string, string | Buffer>>): Promise<Outcome> {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    if (method === 'List') return collect(this.client.List(SENT[0], metadata));
    if (method === 'Echo' || method === 'Watch') return collect(write(this.client[method](metadata)));
    return new Promise((resolve) => {
      const answer: Callback = (error, value) =>
        resolve({ values: error === null ? [value] : [], error: error ?? undefined });
      if (method === 'Count' || method === 'Import') write(this.client[method](metadata, answer));
      else this.client[method](SENT[0], metadata, answer);
    });
  }

  /** A stream both ways that stays open. */
  open(method: 'Echo' | 'Watch', token: string): ClientDuplexStream<unknown, unknown> {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    const stream = this.client[method](metadata) as ClientDuplexStream<unknown, unknown>;
    // It is cancelled when the test ends before it.
    return stream.on('error', () => undefined);
  }

  /** A stream call that its client cancels. */
  cancelled(method: StreamCallMethod, token: string): { cancel(): void; readonly ended: Promise<Outcome> } {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    let answer: Callback = () => undefined;
    const answered = new Promise<Outcome>((resolve) => {
      answer = (error) => resolve({ values: [], error: error ?? undefined });
    });
    const stream = this.client[method](metadata, answer) as ClientDuplexStream<unknown, unknown>;
    return {
      cancel: () => stream.cancel(),
      ended: method === 'Import' ? answered : collect(stream),
    };
  }

  close(): void {
    this.client.close();
  }
}

function write(stream: unknown): unknown {
  const writable = stream as ClientWritableStream<unknown>;
  for (const order of SENT) writable.write(order);
  writable.end();
  return stream;
}

function collect(stream: unknown): Promise<Outcome> {
  const values: unknown[] = [];
  return new Promise((resolve) => {
    (stream as ClientReadableStream<unknown>)
      .on('data', (value) => values.push(value))
      .on('error', (error) => resolve({ values, error: error as ServiceError }))
      .on('end', () => resolve({ values, error: undefined }));
  });
}
