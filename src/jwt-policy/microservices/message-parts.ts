import {
  KafkaContext,
  MqttContext,
  NatsContext,
  RedisContext,
  RmqContext,
  TcpContext,
} from '@nestjs/microservices';
import { membersOf, type MessageHeaders } from './message-headers.js';
import type { MessageTransport } from './microservices-options.js';
import { calledPatternText } from './pattern-text.js';

/** What a decision needs of a message, in the same words for every transport. */
export interface MessageParts {
  readonly transport: MessageTransport;
  /** The pattern, channel, subject or topic that the message came by. */
  readonly called: string;
  readonly headers: MessageHeaders;
  /** Empty where a broker stands between. */
  readonly remoteAddress: string;
}

/** The part of a context of Nest 12 that Nest 11 lacks. */
interface WithMetadata {
  getMetadata?(): unknown;
}

/** The headers of the packages `nats` and `@nats-io/transport-node`. */
interface NatsHeaders {
  keys(): readonly string[];
  values(name: string): readonly string[];
}

function metadataOf(context: object): MessageHeaders {
  return membersOf((context as WithMetadata).getMetadata?.());
}

/** Names of NATS headers are case-sensitive, so each spelling is asked for. */
function natsHeaders(headers: NatsHeaders | undefined): MessageHeaders {
  return (headers?.keys() ?? []).map((name) => [name, headers?.values(name)] as const);
}

function tcpParts(context: TcpContext): MessageParts {
  const socket = context.getSocketRef() as { readonly socket?: { readonly remoteAddress?: string } };
  const remoteAddress = socket.socket?.remoteAddress ?? '';
  return {
    transport: 'tcp',
    called: calledPatternText(context.getPattern()),
    headers: metadataOf(context),
    remoteAddress,
  };
}

function rmqParts(context: RmqContext): MessageParts {
  const { properties } = context.getMessage() as { readonly properties?: { readonly headers?: unknown } };
  const called = calledPatternText(context.getPattern());
  return { transport: 'rmq', called, headers: membersOf(properties?.headers), remoteAddress: '' };
}

function mqttParts(context: MqttContext): MessageParts {
  const { properties } = context.getPacket() as {
    readonly properties?: { readonly userProperties?: unknown };
  };
  const headers = membersOf(properties?.userProperties);
  return { transport: 'mqtt', called: context.getTopic(), headers, remoteAddress: '' };
}

function partsOf(context: unknown): MessageParts | undefined {
  if (context instanceof TcpContext) return tcpParts(context);
  if (context instanceof RmqContext) return rmqParts(context);
  if (context instanceof MqttContext) return mqttParts(context);
  if (context instanceof RedisContext) {
    const headers = metadataOf(context);
    return { transport: 'redis', called: context.getChannel(), headers, remoteAddress: '' };
  }
  if (context instanceof NatsContext) {
    const headers = natsHeaders(context.getHeaders() as NatsHeaders | undefined);
    return { transport: 'nats', called: context.getSubject(), headers, remoteAddress: '' };
  }
  if (context instanceof KafkaContext) {
    const headers = membersOf(context.getMessage().headers);
    return { transport: 'kafka', called: context.getTopic(), headers, remoteAddress: '' };
  }
  return undefined;
}

/**
 * The parts of a message by the context that Nest makes for it. Undefined for every other context, such as that of a
 * custom strategy: what its values mean is not known.
 */
export function messageParts(context: unknown): MessageParts | undefined {
  try {
    return partsOf(context);
  } catch {
    // A custom strategy may make a context of Nest without what belongs in it.
    return undefined;
  }
}
