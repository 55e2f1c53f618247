import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import {
  ServerGrpc,
  ServerKafka,
  ServerRMQ,
  type KafkaContext,
  type MessageHandler,
  type RmqContext,
} from '@nestjs/microservices';
import { catchError, concat, defer, EMPTY, from, isObservable, mergeMap, of, type Observable } from 'rxjs';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { answerRefusedEventsFirst } from './answered-first.js';
import type { GrpcCall } from './grpc-call.js';
import { rejectMessage, watchChannel, type RmqChannel } from './held-messages.js';
import { expectHandlers, refusalOf, whenRefused } from './refused-calls.js';

/** What `ServerGrpc` calls for `@GrpcStreamCall`. */
type StreamCallHandler = (call: GrpcCall, callback?: (error: object) => void) => unknown;

/** The parts of the servers that do harm with a refusal. */
interface GrpcServer {
  createStreamCallMethod(handler: StreamCallHandler, isResponseStream: boolean): unknown;
}
interface KafkaServer {
  getHandlerByPattern(pattern: string): MessageHandler | null;
  handleEvent(pattern: string, packet: unknown, context: KafkaContext): Promise<unknown>;
}
interface RmqServer {
  readonly options: { readonly noAck?: boolean };
  getHandlerByPattern(pattern: string): MessageHandler | null;
  handleEvent(pattern: string, packet: unknown, context: RmqContext): Promise<unknown>;
  handleMessage(message: object | null, channel: RmqChannel): Promise<unknown>;
}

/** Event handlers of one pattern form a chain. */
function lengthOf(handler: MessageHandler | null | undefined): number {
  return handler ? 1 + lengthOf(handler.next) : 0;
}

/** What a handler answers: a promise of a value or of a stream, as one stream. */
function streamOf(answer: unknown): Observable<unknown> {
  return from(Promise.resolve(answer)).pipe(mergeMap((one) => (isObservable(one) ? one : of(one))));
}

function endIfRefused(call: GrpcCall, callback: ((error: object) => void) | undefined): void {
  const status = refusalOf(call)?.getError() as object | undefined;
  if (status === undefined) return;
  if (callback === undefined) call.emit('error', status);
  else callback(status);
}

/** An error that nobody waits for ends the process, and the client waits for an answer. Here the call is ended. */
function endRefusedStreamCalls(server: GrpcServer): void {
  const create = server.createStreamCallMethod.bind(server);
  server.createStreamCallMethod = (handler, isResponseStream) =>
    create((call, ...callback) => {
      const answers = streamOf(handler(call, ...callback)).pipe(
        catchError((error: unknown) => {
          if (refusalOf(call) === undefined) throw error;
          return EMPTY;
        }),
      );
      const end = defer(() => {
        endIfRefused(call, callback[0]);
        return of(undefined);
      });
      return concat(answers, end);
    }, isResponseStream);
}

/** An error makes kafkajs read the message again, and all others of its partition wait behind it. */
function passOverRefusedEvents(server: KafkaServer): void {
  const handle = server.handleEvent.bind(server);
  server.handleEvent = async (pattern, packet, context) => {
    expectHandlers(context, lengthOf(server.getHandlerByPattern(pattern)));
    try {
      return await handle(pattern, packet, context);
    } catch (error) {
      if (refusalOf(context) !== undefined) return undefined;
      throw error;
    }
  };
}

/** Whether the broker waits for word of each message. By default Nest has it forget a message when it sends it. */
function isHeld({ options }: RmqServer): boolean {
  return 'noAck' in options && !options.noAck;
}

/**
 * A message whose handler does not run is never acknowledged, so that it counts against `prefetchCount` for ever and comes
 * back after a restart. It is rejected instead.
 */
function rejectRefusedMessages(server: RmqServer): void {
  const handleEvent = server.handleEvent.bind(server);
  const handleMessage = server.handleMessage.bind(server);
  server.handleEvent = (pattern, packet, context) => {
    expectHandlers(context.getMessage(), lengthOf(server.getHandlerByPattern(pattern)));
    return handleEvent(pattern, packet, context);
  };
  server.handleMessage = (message, channel) => {
    if (message !== null && isHeld(server)) {
      watchChannel(channel);
      whenRefused(message, () => rejectMessage(message, channel));
    }
    return handleMessage(message, channel);
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
      answerRefusedEventsFirst(modules);
      if (server instanceof ServerGrpc) endRefusedStreamCalls(server);
      else if (server instanceof ServerKafka) passOverRefusedEvents(server);
      else if (server instanceof ServerRMQ) rejectRefusedMessages(server as unknown as RmqServer);
    });
  }
}
