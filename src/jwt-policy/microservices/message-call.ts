import type { CallAttributes } from '../claims/index.js';
import type { CalledOperation } from '../routes/index.js';
import { operationAttributes, type TransportCall } from '../transports/index.js';
import { headerRecord, headerTexts, type MessageHeaders } from './message-headers.js';

/** The parts of a call of a microservice. */
export interface MessageCallParts {
  /** The argument that belongs to this call alone: the context, or the gRPC call. */
  readonly key: object;
  readonly operation: CalledOperation;
  /** `tcp`, `grpc`, … */
  readonly scheme: string;
  readonly headers: MessageHeaders;
  /** The name of the header with the token, in lower case. */
  readonly tokenHeader: string;
  /** What the payload has instead of that header. */
  readonly payloadToken: readonly string[];
  readonly remoteAddress: string;
}

/** A message or a gRPC call, as decisions read it. Headers are put into a record only if a rule asks for them. */
export class MessageCall implements TransportCall {
  readonly key: object;
  readonly method = '';
  readonly route = undefined;
  readonly operation: CalledOperation;
  private known: CallAttributes | undefined;

  constructor(private readonly parts: MessageCallParts) {
    this.key = parts.key;
    this.operation = parts.operation;
  }

  headerValues(name: string): readonly string[] {
    const { headers, tokenHeader, payloadToken } = this.parts;
    if (name !== 'authorization') return headerTexts(headers, name);
    return [...headerTexts(headers, tokenHeader), ...payloadToken];
  }

  hasParameter(): boolean {
    return false;
  }

  get attributes(): CallAttributes {
    const { headers, remoteAddress, scheme } = this.parts;
    this.known ??= operationAttributes(this.operation, {
      headers: headerRecord(headers),
      remoteAddress,
      scheme,
    });
    return this.known;
  }
}
