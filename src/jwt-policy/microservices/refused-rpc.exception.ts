import { RpcException } from '@nestjs/microservices';
import type { RefusalCode, RefusalFamily } from '../errors/index.js';
import { refusedMessage, rfc6750Responses, type PublicRefusal } from '../responses/index.js';
import type { GrpcCall } from './grpc-call.js';

/** The status codes of gRPC: UNAUTHENTICATED, PERMISSION_DENIED, UNAVAILABLE. */
const GRPC_STATUS: Readonly<Record<RefusalFamily, number>> = {
  no_token: 16,
  bad_request: 16,
  bad_token: 16,
  no_access: 7,
  cannot_decide: 14,
};

/** The trailers of a refused gRPC call: the code, and the headers that the answer would have over HTTP. */
function grpcTrailers({ metadata }: GrpcCall, refusal: PublicRefusal): object {
  // The class of the call's own package: an application may have several copies of it.
  const Metadata = metadata.constructor as new () => { set(name: string, value: string): void };
  const trailers = new Metadata();
  trailers.set('error-code', refusal.code);
  const { headers } = rfc6750Responses.respond(refusal);
  for (const [name, value] of Object.entries(headers)) trailers.set(name.toLowerCase(), value);
  return trailers;
}

/**
 * The exception that the guard throws for a message or a gRPC call. `getError()` is what the client gets: a
 * `RefusedMessage`, or a gRPC status with trailers. It holds only what the caller may read.
 */
export class RefusedRpcException extends RpcException {
  readonly code: RefusalCode;

  /** @internal Made by the guard. */
  constructor(
    refusal: PublicRefusal,
    answer: object,
    /** Whether nobody waits for an answer. */
    readonly isOfEvent: boolean,
  ) {
    super(answer);
    this.code = refusal.code;
    this.message = refusal.message;
  }
}

/** The refusal of a message, on every transport but gRPC. */
export function refusedRpcMessage(refusal: PublicRefusal, isOfEvent: boolean): RefusedRpcException {
  return new RefusedRpcException(refusal, refusedMessage(refusal), isOfEvent);
}

/** The refusal of a gRPC call. */
export function refusedGrpcCall(refusal: PublicRefusal, call: GrpcCall): RefusedRpcException {
  const { code, family, message } = refusal;
  const details = `${code}: ${message}`;
  const answer = {
    code: GRPC_STATUS[family],
    details,
    message: details,
    metadata: grpcTrailers(call, refusal),
  };
  return new RefusedRpcException(refusal, answer, false);
}
