import { Catch, HttpException, HttpStatus, type RpcExceptionFilter } from '@nestjs/common';
import { GrpcStatus } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';

/** The status of gRPC that says what one of HTTP says. */
const GRPC_STATUS: ReadonlyMap<number, number> = new Map([
  [HttpStatus.BAD_REQUEST, GrpcStatus.INVALID_ARGUMENT],
  [HttpStatus.NOT_FOUND, GrpcStatus.NOT_FOUND],
  [HttpStatus.INSUFFICIENT_STORAGE, GrpcStatus.RESOURCE_EXHAUSTED],
]);

/** What is wrong, in one line: a body that is not valid has a message for each field. */
function detailsOf(exception: HttpException): string {
  const body = exception.getResponse() as string | { readonly message: string | readonly string[] };
  return typeof body === 'string' ? body : [body.message].flat().join('; ');
}

/**
 * Answers a gRPC call with the status that says what the error would say over HTTP: Nest's own answer to an exception
 * of HTTP is UNKNOWN, "Internal server error".
 */
@Catch(HttpException)
export class OrdersGrpcFilter implements RpcExceptionFilter<HttpException> {
  catch(exception: HttpException): Observable<never> {
    const code = GRPC_STATUS.get(exception.getStatus()) ?? GrpcStatus.UNKNOWN;
    const details = detailsOf(exception);
    return throwError(() => ({ code, details, message: details }));
  }
}
