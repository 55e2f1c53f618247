import { WsException } from '@nestjs/websockets';
import type { RefusalCode, RefusalFamily } from '../errors/index.js';
import {
  refusedMessage,
  rfc6750Responses,
  type PublicRefusal,
  type RefusalResponse,
  type RefusedMessage,
  type ResponseStyle,
} from '../responses/index.js';

/**
 * The exception that the guard throws for a connection or a message of a gateway. `getError()` is what the client gets, a
 * `RefusedMessage`, so that Nest adds no `cause`, which would repeat the message. It holds only what the caller may read.
 */
export class RefusedWsException extends WsException {
  readonly code: RefusalCode;
  readonly family: RefusalFamily;

  /** @internal Made by the guard. */
  constructor(
    private readonly refusal: PublicRefusal,
    private readonly style: ResponseStyle | undefined,
  ) {
    super(refusedMessage(refusal));
    this.code = refusal.code;
    this.family = refusal.family;
  }

  override getError(): RefusedMessage {
    return super.getError() as RefusedMessage;
  }

  /** @internal The answer to a handshake: it is an HTTP request, so the style of the policy holds for it. */
  get response(): RefusalResponse {
    const { style, refusal } = this;
    try {
      return style?.respond(refusal) ?? rfc6750Responses.respond(refusal);
    } catch {
      // As over HTTP: a style that throws must not open anything, nor show its error.
      return { status: 500, headers: {}, body: '' };
    }
  }
}
