import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ServerGrpc, ServerKafka, ServerRMQ, type KafkaContext } from '@nestjs/microservices';
import { of } from 'rxjs';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import type { GrpcCall } from './grpc-call.js';
import { refusalOf } from './refused-calls.js';

/** What `ServerGrpc` calls for `@GrpcStreamCall`. */
type StreamCallHandler = (call: GrpcCall, callback?: (error: object) => void) => Promise<unknown>;

/** The parts of the servers that do harm with a refusal. */
interface GrpcServer {
  createStreamCallMethod(handler: StreamCallHandler, isResponseStream: boolean): unknown;
}
interface KafkaServer {
  handleEvent(pattern: string, packet: unknown, context: KafkaContext): Promise<unknown>;
}
interface RmqServer {
  readonly options: { readonly noAck?: boolean };
  handleMessage(message: object | null, channel: RmqChannel): Promise<unknown>;
}
interface RmqChannel {
  nack(message: object, allUpTo: boolean, requeue: boolean): void;
}

/** An error that nobody waits for ends the process, and the client waits for an answer. Here the call is ended. */
function endRefusedStreamCalls(server: GrpcServer): void {
  const create = server.createStreamCallMethod.bind(server);
  server.createStreamCallMethod = (handler, isResponseStream) =>
    create(async (call, ...callback) => {
      const answered = handler(call, ...callback);
      await answered.catch(() => {});
      const refusal = refusalOf(call);
      if (refusal === undefined) return answered;
      const [answer] = callback;
      const status = refusal.getError() as object;
      if (answer === undefined) call.emit('error', status);
      else answer(status);
      return of(undefined);
    }, isResponseStream);
}

/** An error makes kafkajs read the message again, and all others of its partition wait behind it. */
function passOverRefusedEvents(server: KafkaServer): void {
  const handle = server.handleEvent.bind(server);
  server.handleEvent = async (pattern, packet, context) => {
    try {
      return await handle(pattern, packet, context);
    } catch (error) {
      if (refusalOf(context) !== undefined) return undefined;
      throw error;
    }
  };
}

/**
 * A message whose handler does not run is never acknowledged, so that it counts against `prefetchCount` for ever and comes
 * back after a restart. It is rejected: the broker drops it, or puts it into the dead-letter queue.
 */
function rejectRefusedMessages(server: RmqServer): void {
  const handle = server.handleMessage.bind(server);
  server.handleMessage = async (message, channel) => {
    try {
      return await handle(message, channel);
    } finally {
      // With noAck, Nest's default, the broker forgets a message when it sends it, and takes a rejection for an error.
      const isHeld = message !== null && server.options.noAck === false;
      if (isHeld && refusalOf(message) !== undefined) channel.nack(message, false, false);
    }
  };
}

/**
 * Ends refused messages where Nest would do harm with the error: it would end the process, block a partition or fill a
 * queue. An exception filter cannot do this alone, because a filter of the application may come before it.
 */
@Injectable()
export class RefusedOnServers {
  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    const registry = (modules as Partial<ModulesContainer>).getRpcTargetRegistry?.<unknown>();
    if (registry === undefined) {
      const message = 'needs @nestjs/core 11.1.4 or newer: an older one does not show its message servers.';
      throw new JwtPolicyConfigurationError([{ path: 'microservices()', message }]);
    }
    registry.subscribe((server) => {
      if (server instanceof ServerGrpc) endRefusedStreamCalls(server);
      else if (server instanceof ServerKafka) passOverRefusedEvents(server);
      else if (server instanceof ServerRMQ) rejectRefusedMessages(server as unknown as RmqServer);
    });
  }
}
