import { once } from 'node:events';
import { connect } from 'node:net';

import { Client, credentials, loadPackageDefinition, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { MethodDefinition, ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ClientTCP } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';

import { ORDERS_PROTO } from '../../src/orders/orders-proto.js';

/** Far more than any answer takes: a call that hangs is told as what it is, long before the test times out. */
const DEADLINE_MS = 20_000;

/** Host and port of an address such as `127.0.0.1:3002`. */
function partsOf(address: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(`tcp://${address}`);
  return { host: hostname, port: Number(port) };
}

/** What came of a call. Data are compared, so that one expectation shows all of it. */
export type Outcome = { readonly answer: unknown } | { readonly error: unknown };

/** What is asked by a call. */
export interface Ask {
  readonly token?: string;
  readonly data?: object;
}

/** A client of messages over TCP. */
export interface TcpClient {
  send(pattern: unknown, ask?: Ask): Promise<Outcome>;
  close(): void;
}

/** A client of Nest, which puts the token into the metadata of the packet. */
export function tcpClient(address: string): TcpClient {
  const client = new ClientTCP(partsOf(address));
  const tokens = new WeakMap<object, string | undefined>();
  client.setOnDispatchHook((packet) => {
    const token = tokens.get(packet.data as object);
    if (token !== undefined) Object.assign(packet, { metadata: { authorization: `Bearer ${token}` } });
  });
  return {
    send: (pattern, { token, data = {} } = {}) => {
      tokens.set(data, token);
      return firstValueFrom(client.send<unknown>(pattern, data)).then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error }),
      );
    },
    close: () => client.close(),
  };
}

/** One message over TCP, over a connection of its own. */
export async function sendOverTcp(address: string, pattern: unknown, ask: Ask = {}): Promise<Outcome> {
  const client = tcpClient(address);
  try {
    return await client.send(pattern, ask);
  } finally {
    client.close();
  }
}

const shop = loadPackageDefinition(loadSync(ORDERS_PROTO.path, ORDERS_PROTO.loader))['shop'] as Record<
  string,
  ServiceClientConstructor
>;

/** A client of gRPC that is connected to an address. */
export function grpcClient(address: string): Client {
  return new Client(address, credentials.createInsecure(), { 'grpc.enable_http_proxy': 0 });
}

/** One gRPC call. Bytes are sent as they are. A method that the proto file does not have is called as `Create` is. */
export async function callOverGrpc(client: Client, rpc: string, ask: Ask = {}): Promise<Outcome> {
  const { token, data = {} } = ask;
  const methods = shop['Orders']?.service as Record<string, MethodDefinition<object, object>>;
  const { requestSerialize, responseDeserialize } = (methods[rpc] ?? methods['Create']) as MethodDefinition<
    object,
    object
  >;
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      `/shop.Orders/${rpc}`,
      (value: object) => (Buffer.isBuffer(value) ? value : requestSerialize(value)),
      responseDeserialize,
      data,
      metadata,
      { deadline: Date.now() + DEADLINE_MS },
      (error: ServiceError | null, answer) =>
        resolve(error === null ? { answer } : { error: grpcError(error) }),
    );
  });
}

function grpcError({ code, details, metadata }: ServiceError) {
  const [reason] = metadata.get('error-code');
  return { code, details, ...(reason !== undefined && { reason }) };
}

/** Sends bytes over a connection of its own and ends it. Resolves when the other side has ended it too. */
export async function sendRaw(address: string, text: string): Promise<void> {
  const socket = connect(partsOf(address));
  await once(socket, 'connect');
  const closed = new Promise<void>((resolve) =>
    socket.on('error', () => resolve()).on('close', () => resolve()),
  );
  socket.resume().end(text);
  await closed;
}

/** Sends bytes over a connection of its own, and returns the first packet that comes back. */
export async function askRaw(address: string, text: string): Promise<unknown> {
  const socket = connect(partsOf(address));
  socket.setEncoding('utf8').write(text);
  try {
    let received = '';
    for await (const chunk of socket) {
      received += String(chunk);
      const [, length, json = ''] = /^(\d+)#(.*)$/s.exec(received) ?? [];
      if (json.length >= Number(length)) return JSON.parse(json.slice(0, Number(length)));
    }
    throw new Error(`The connection was closed after ${JSON.stringify(received)}.`);
  } finally {
    socket.destroy();
  }
}

/** A packet as Nest frames it: its length, `#`, and JSON. */
export function framed(json: string): string {
  return `${json.length}#${json}`;
}
