import { isDeepStrictEqual } from 'node:util';

import {
  Client,
  credentials,
  loadPackageDefinition,
  Metadata,
  type MethodDefinition,
  type ServiceClientConstructor,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

import { ORDERS_PROTO } from '../orders/index.js';
import { ExplainedError, reachableAddress } from '../process/index.js';
import type { Address, CallArguments } from './call-arguments.js';
import { CALL_TIMEOUT_MS, notAnswered, notReached, refused } from './call-failures.js';

type Method = MethodDefinition<object, object>;

/** Trailers of a refusal; the others are those of the protocol. */
const TRAILERS = ['error-code', 'www-authenticate', 'retry-after'];

/** Makes a gRPC call with the token in its metadata, and returns the answer. */
export async function callOverGrpc(
  { operation, data }: CallArguments,
  address: Address,
  token: string,
): Promise<unknown> {
  const method = methodOf(operation.rpc);
  assertCarried(method, data);
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  // A proxy of the environment is for calls that leave this machine's network.
  const client = new Client(reachableAddress(address.host, address.port), credentials.createInsecure(), {
    'grpc.enable_http_proxy': 0,
  });
  try {
    return await new Promise<unknown>((resolve, reject) => {
      const deadline = Date.now() + CALL_TIMEOUT_MS;
      client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        data,
        metadata,
        { deadline },
        (error, answer) => (error === null ? resolve(answer) : reject(error)),
      );
    });
  } catch (error) {
    throw explain(error as ServiceError, address);
  } finally {
    client.close();
  }
}

function methodOf(rpc: string): Method {
  const { package: name, service, path, loader } = ORDERS_PROTO;
  const shop = loadPackageDefinition(loadSync(path, loader))[name] as Record<
    string,
    ServiceClientConstructor
  >;
  return shop[service]?.service[rpc] as Method;
}

/** Protocol buffers drop what the proto file does not have, and turn 7 into "7": what was typed must not be lost. */
function assertCarried({ requestSerialize, requestDeserialize }: Method, data: object): void {
  const sent = { ...requestDeserialize(requestSerialize(data)) };
  if (isDeepStrictEqual(sent, data)) return;
  throw new ExplainedError(
    `orders.proto cannot carry this order; it would be sent as ${JSON.stringify(sent)}. Over TCP it is sent as it is.`,
  );
}

function explain({ code, details, metadata }: ServiceError, address: Address): ExplainedError {
  const sent = metadata.getMap();
  const trailers = Object.fromEntries(TRAILERS.flatMap((name) => (sent[name] ? [[name, sent[name]]] : [])));
  const isRefusal = Object.keys(trailers).length > 0;
  if (code === status.UNAVAILABLE && !isRefusal) return notReached(address, 'grpc', new Error(details));
  if (code === status.DEADLINE_EXCEEDED) return notAnswered(address);
  return refused({ code, status: status[code], details, ...(isRefusal && { trailers }) });
}
