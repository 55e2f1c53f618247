import { HttpException } from '@nestjs/common';
import type { RefusalCode } from '../../errors/index.js';
import type { RefusalResponse } from '../../responses/index.js';

/**
 * What the guard throws over HTTP. An exception filter finds the stable `code` and the headers of the answer here; the
 * guard has set those on the response already. Holds nothing that the caller may not read.
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
