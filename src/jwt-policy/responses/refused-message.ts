import type { RefusalCode } from '../errors/index.js';
import type { PublicRefusal } from './response-style.js';
import { rfc6750Responses } from './rfc6750-responses.js';

/** What a client gets whose message is refused. Every member is a constant of the code. */
export interface RefusedMessage {
  readonly status: 'error';
  readonly code: RefusalCode;
  /** The status that the same refusal has over HTTP. */
  readonly statusCode: number;
  readonly message: string;
}

/** A refusal as the answer to a message. */
export function refusedMessage(refusal: PublicRefusal): RefusedMessage {
  const { code, message } = refusal;
  return { status: 'error', code, statusCode: rfc6750Responses.respond(refusal).status, message };
}
