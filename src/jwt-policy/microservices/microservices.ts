import type { ExecutionContext } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { RmqContext } from '@nestjs/microservices';
import type { JwtPolicyTransport } from '../transports/index.js';
import { grpcCallOf, grpcHeaders, peerAddress, type GrpcCall } from './grpc-call.js';
import { calledOperation, isEventHandler, servedOperations } from './handler-patterns.js';
import { callInProcess } from './in-process-call.js';
import { MessageCall } from './message-call.js';
import { messageParts } from './message-parts.js';
import {
  readMicroservicesOptions,
  type MicroservicesOptions,
  type TokenPlaces,
} from './microservices-options.js';
import { takePayloadToken } from './payload-token.js';
import { noteRefused } from './refused-calls.js';
import { RefusedMessageFilter } from './refused-message.filter.js';
import { RefusedOnServers } from './refused-on-servers.js';
import { refusedRpcMessage, refusedGrpcCall } from './refused-rpc.exception.js';

const TYPE = 'rpc';

function grpcCallView(call: GrpcCall, { grpc }: TokenPlaces): MessageCall {
  return new MessageCall({
    key: call,
    operation: { transport: TYPE, name: call.getPath() },
    scheme: 'grpc',
    headers: grpcHeaders(call),
    tokenHeader: grpc.header,
    payloadToken: [],
    remoteAddress: peerAddress(call),
  });
}

function messageView(context: ExecutionContext, places: TokenPlaces): MessageCall | undefined {
  const [payload, key] = context.getArgs<[unknown, object]>();
  const parts = messageParts(key);
  if (parts === undefined) return undefined;
  const { transport, called, headers, remoteAddress } = parts;
  const name = calledOperation(context.getHandler(), called);
  const place = places[transport];
  const payloadToken = takePayloadToken(payload, place.payload);
  if (name === undefined || payloadToken === 'kept') return undefined;
  return new MessageCall({
    key,
    operation: { transport: TYPE, name },
    scheme: transport,
    headers,
    tokenHeader: place.header,
    payloadToken,
    remoteAddress,
  });
}

/** The object that stands for the message in notes about it: what a server can find again. */
function messageOf(context: ExecutionContext): object | undefined {
  const args = context.getArgs<unknown[]>();
  const call = grpcCallOf(args);
  if (call !== undefined) return call;
  const [, given] = args;
  const message: unknown = given instanceof RmqContext ? given.getMessage() : given;
  return typeof message === 'object' && message !== null ? message : undefined;
}

/**
 * Decides messages, events and gRPC calls of `@nestjs/microservices`: TCP, Redis, NATS, MQTT, RabbitMQ, Kafka and gRPC. The
 * token comes in a header (metadata, user property) `authorization`, as over HTTP. A refusal is a `RefusedRpcException`. A
 * refused event is dropped, by RabbitMQ dead-lettered, and never blocks a queue or a partition. Calls of a custom
 * strategy are refused with `CONTEXT_UNSUPPORTED`. A stream is decided once, when it begins. Needs `@nestjs/core` 11.1.4.
 * Throws `JwtPolicyConfigurationError`.
 * @example `JwtPolicyModule.forRoot({ issuers: […], transports: [microservices()] })`
 */
export function microservices(options: MicroservicesOptions = {}): JwtPolicyTransport {
  const places = readMicroservicesOptions(options);
  return Object.freeze<JwtPolicyTransport>({
    type: TYPE,
    decides: ['message-handler'],
    knows:
      'the transports of @nestjs/microservices; a custom strategy must hand over a context of one of them',
    tokenPlaces:
      'the header authorization (gRPC: metadata, MQTT: a user property), with "Bearer" and a blank before the token, unless the options name another place',
    view(context) {
      const call = grpcCallOf(context.getArgs<unknown[]>());
      return call === undefined ? messageView(context, places) : grpcCallView(call, places);
    },
    refusal(refusal, _style, context) {
      const call = grpcCallOf(context.getArgs<unknown[]>());
      const exception =
        call === undefined
          ? refusedRpcMessage(refusal, isEventHandler(context.getHandler()))
          : refusedGrpcCall(refusal, call);
      const message = messageOf(context);
      if (message !== undefined) noteRefused(message, exception);
      return exception;
    },
    letThrough(context) {
      // A public handler does not need the token, and must not see it either.
      const [payload, key] = context.getArgs<unknown[]>();
      const parts = messageParts(key);
      if (parts !== undefined) takePayloadToken(payload, places[parts.transport].payload);
    },
    operations: ({ patterns }) => servedOperations(patterns),
    callInProcess: (app, call) => callInProcess(app, call, places),
    providers: [RefusedOnServers, { provide: APP_FILTER, useClass: RefusedMessageFilter }],
  });
}
