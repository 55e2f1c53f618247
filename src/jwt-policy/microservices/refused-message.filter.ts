import { Catch, type ArgumentsHost, type RpcExceptionFilter } from '@nestjs/common';
import { of, throwError, type Observable } from 'rxjs';
import { isStreamCall } from './grpc-call.js';
import { RefusedRpcException } from './refused-rpc.exception.js';

/**
 * Answers a refusal. An event and a stream call have no answer in Nest: an error there would be logged with a stack, and
 * the error of one event handler would cancel the other handlers of its pattern.
 */
@Catch(RefusedRpcException)
export class RefusedMessageFilter implements RpcExceptionFilter<RefusedRpcException> {
  catch(exception: RefusedRpcException, host: ArgumentsHost): Observable<unknown> {
    if (exception.isOfEvent || isStreamCall(host.getArgs<unknown[]>())) return of(undefined);
    return throwError(() => exception.getError());
  }
}
