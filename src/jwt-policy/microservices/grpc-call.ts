import type { MessageHeaders } from './message-headers.js';

/** The metadata of a gRPC call, as `@grpc/grpc-js` has it. */
export interface GrpcMetadata {
  get(name: string): readonly unknown[];
  /** The first value of each name. */
  getMap(): Readonly<Record<string, unknown>>;
}

/** A gRPC call on the server, of any kind. */
export interface GrpcCall {
  readonly metadata: GrpcMetadata;
  sendMetadata(metadata: unknown): void;
  /** `/pkg.Orders/List` */
  getPath(): string;
  /** `127.0.0.1:50051`, `[::1]:50051` */
  getPeer(): string;
  emit(event: 'error', error: object): boolean;
}

/** Told by its functions: the payload of a message can have members of any name, but no functions. */
function isGrpcCall(value: unknown): value is GrpcCall {
  if (typeof value !== 'object' || value === null) return false;
  const { sendMetadata, getPath } = value as Partial<Record<keyof GrpcCall, unknown>>;
  return typeof sendMetadata === 'function' && typeof getPath === 'function';
}

/** The gRPC call among the arguments of a handler: the third, or for `@GrpcStreamCall` the first. */
export function grpcCallOf(args: readonly unknown[]): GrpcCall | undefined {
  const [first, , third] = args;
  if (isGrpcCall(first)) return first;
  return isGrpcCall(third) ? third : undefined;
}

/** Whether the arguments are those of `@GrpcStreamCall`, whose handler gets the call itself. */
export function isStreamCall([first]: readonly unknown[]): boolean {
  return isGrpcCall(first);
}

/** Every value of each name; values that are bytes (`…-bin`) are left out. */
export function grpcHeaders({ metadata }: GrpcCall): MessageHeaders {
  return Object.keys(metadata.getMap()).map(
    (name) => [name, metadata.get(name).filter((value) => typeof value === 'string')] as const,
  );
}

/** The address of the other side, without its port; empty if it is not known, as over a Unix socket. */
export function peerAddress(call: GrpcCall): string {
  return /^\[?(.*?)\]?:\d+$/.exec(call.getPeer())?.[1] ?? '';
}
