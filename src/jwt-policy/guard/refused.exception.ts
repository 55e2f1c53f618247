import { HttpException } from '@nestjs/common';
import type { Refusal, RefusalCode } from '../errors/index.js';
import { respondTo, type ResponseStyle } from '../responses/index.js';

/**
 * What the guard throws. An exception filter finds the stable `code` and the headers of the answer here; the guard
 * has set those on the response already. Holds nothing that the caller may not read.
 */
export class RefusedException extends HttpException {
  readonly code: RefusalCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusal: Refusal, style?: ResponseStyle) {
    const { status, headers, body } = respondTo(refusal, style);
    super(body, status);
    this.code = refusal.code;
    this.headers = headers;
  }
}
