import { Catch, HttpException, type RpcExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';

import { orderProblem } from './order-problem.js';

/** Answers a message with an error of HTTP: Nest's own answer to such an exception is "Internal server error". */
@Catch(HttpException)
export class OrdersTcpFilter implements RpcExceptionFilter<HttpException> {
  catch(exception: HttpException): Observable<never> {
    return throwError(() => orderProblem(exception));
  }
}
