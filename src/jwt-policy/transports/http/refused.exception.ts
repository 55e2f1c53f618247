import { HttpException } from '@nestjs/common';
import type { RefusalCode } from '../../errors/index.js';
import type { RefusalResponse } from '../../responses/index.js';

/**
 * The exception that the guard throws over HTTP. An exception filter can read the stable `code` and the headers of the
 * answer; the guard has already set these headers on the response. It holds only what the caller may read.
 */
export class RefusedException extends HttpException {
  readonly code: RefusalCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: RefusalCode, { status, headers, body }: RefusalResponse) {
    super(body, status);
    this.code = code;
    this.headers = headers;
  }
}
