import { type ArgumentsHost, Catch, HttpException, type WsExceptionFilter } from '@nestjs/common';
import type { Socket } from 'socket.io';

import { orderProblem } from './order-problem.js';

/**
 * Answers a message with an error of HTTP, as the policy answers a refused one: by the event `exception`, and by the
 * acknowledgement if the client waits for one. Nest's own answer repeats what was sent.
 */
@Catch(HttpException)
export class OrdersGatewayFilter implements WsExceptionFilter<HttpException> {
  catch(exception: HttpException, host: ArgumentsHost): void {
    const [client, , acknowledge] = host.getArgs<[Socket, unknown, unknown]>();
    const problem = orderProblem(exception);
    client.emit('exception', problem);
    if (typeof acknowledge === 'function') acknowledge(problem);
  }
}
