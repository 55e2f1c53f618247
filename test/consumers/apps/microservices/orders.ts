import { Controller, Get } from '@nestjs/common';
import {
  Ctx,
  EventPattern,
  GrpcMethod,
  GrpcStreamCall,
  GrpcStreamMethod,
  MessagePattern,
  Payload,
  RmqContext,
} from '@nestjs/microservices';
import { Claims, RequireScope } from 'nest-jwt-policy';
import { map, type Observable } from 'rxjs';

/** The ids of the events that a handler has seen. */
export const seen: number[] = [];

/** RabbitMQ with `noAck: false`: a handler that runs acknowledges its message. */
function acknowledge(context: unknown): void {
  if (context instanceof RmqContext) context.getChannelRef().ack(context.getMessage());
}

/** What messages of every broker call. */
@Controller()
export class MessageOrders {
  @RequireScope('orders/read')
  @MessagePattern('orders.list')
  list(@Claims('sub') sub: string, @Payload() data: object, @Ctx() context: unknown): object {
    acknowledge(context);
    return { sub, data };
  }

  @RequireScope('orders/write')
  @EventPattern('orders.placed')
  placed(@Payload() data: { id: number }, @Ctx() context: unknown): void {
    acknowledge(context);
    seen.push(data.id);
  }
}

interface Answer {
  readonly sub: string;
}

/** What a call without an answer yet is answered with. */
type Answered = (error: null, answer: Answer) => void;

@Controller()
export class GrpcOrders {
  @RequireScope('orders/read')
  @GrpcMethod('Orders', 'List')
  list(@Claims('sub') sub: string): Answer {
    return { sub };
  }

  @RequireScope('orders/read')
  @GrpcStreamMethod('Orders', 'Watch')
  watch(@Payload() queries: Observable<unknown>, @Claims('sub') sub: string): Observable<Answer> {
    return queries.pipe(map(() => ({ sub })));
  }

  @RequireScope('orders/read')
  @GrpcStreamCall('Orders', 'Upload')
  upload(call: NodeJS.ReadableStream, answered: Answered): void {
    call.on('data', () => undefined);
    call.on('end', () => answered(null, { sub: 'uploaded' }));
  }
}

/** The routes of a hybrid application. */
@Controller()
export class HttpOrders {
  @RequireScope('orders/read')
  @Get('orders')
  list(@Claims('sub') sub: string): Answer {
    return { sub };
  }
}
