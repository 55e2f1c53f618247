import { IntrinsicException } from '@nestjs/common';
import type { RefusalCode, RefusalFamily } from '../errors/index.js';
import { rfc6750Responses, type PublicRefusal } from '../responses/index.js';

/** The codes that clients of Apollo know. */
const GRAPHQL_CODES: Readonly<Record<RefusalFamily, string>> = {
  no_token: 'UNAUTHENTICATED',
  bad_request: 'BAD_REQUEST',
  bad_token: 'UNAUTHENTICATED',
  no_access: 'FORBIDDEN',
  cannot_decide: 'SERVICE_UNAVAILABLE',
};

/** What a client finds in `errors[].extensions`. Every member is a constant of the refusal's code. */
export interface RefusedExtensions {
  /** `UNAUTHENTICATED`, `FORBIDDEN`, `BAD_REQUEST`, `SERVICE_UNAVAILABLE` */
  readonly code: string;
  /** The code of the refusal: `TOKEN_EXPIRED`. */
  readonly reason: RefusalCode;
  /** The status that the same refusal has over HTTP. */
  readonly statusCode: number;
  /** Taken out by Apollo Server, which sends its headers, and its status where the module lets it. */
  readonly http?: { readonly status: number; readonly headers: ReadonlyMap<string, string> };
}

/**
 * The exception that the guard throws for a field. Nest does not log it, and graphql-js copies its `extensions` into the error
 * of the answer. It holds only what the caller may read.
 */
export class RefusedGraphqlException extends IntrinsicException {
  readonly code: RefusalCode;
  /** Mercurius answers with it where `data` is null. */
  readonly statusCode: number;
  readonly extensions: RefusedExtensions;

  /** @param answersHttp whether Apollo Server answers a request with it, and takes `http` out */
  constructor(refusal: PublicRefusal, answersHttp: boolean) {
    super(refusal.message);
    // It would lead to the guard each time. Apollo shows it to callers unless NODE_ENV is "production", with paths of the server.
    this.stack = `${RefusedGraphqlException.name}: ${refusal.message}`;
    const { status, headers } = rfc6750Responses.respond(refusal);
    const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    this.code = refusal.code;
    this.statusCode = status;
    this.extensions = {
      code: GRAPHQL_CODES[refusal.family],
      reason: refusal.code,
      statusCode: status,
      ...(answersHttp && { http: { status, headers: sent } }),
    };
  }
}
