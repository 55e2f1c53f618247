import { Catch, HttpException, type RpcExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';

/**
 * Answers a message with the error that HTTP would answer with, in the shape of the refusals of the policy: Nest's own
 * answer to an exception of HTTP is "Internal server error".
 */
@Catch(HttpException)
export class OrdersTcpFilter implements RpcExceptionFilter<HttpException> {
  catch(exception: HttpException): Observable<never> {
    const body = exception.getResponse();
    const details = typeof body === 'string' ? { message: body } : body;
    return throwError(() => ({ status: 'error', statusCode: exception.getStatus(), ...details }));
  }
}
