import type { ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { Ctx, GrpcMethod, GrpcStreamCall, GrpcStreamMethod, Payload } from '@nestjs/microservices';
import { from, map, toArray, type Observable } from 'rxjs';
import { Claims, OptionalToken, Public, RequireScope } from '../../src/jwt-policy/index.js';

interface Order {
  readonly id: number;
}

interface Answer {
  readonly sub: string;
  readonly id: number;
}

/** A method of each kind. Answers have the subject of the token. */
@Controller()
export class GrpcOrders {
  @RequireScope('orders/read')
  @GrpcMethod('Orders', 'Get')
  get(@Payload() { id }: Order, @Claims('sub') sub: string): Answer {
    return { sub, id };
  }

  @RequireScope('orders/read')
  @GrpcMethod('Orders', 'List')
  list(@Payload() { id }: Order, @Claims('sub') sub: string): Observable<Answer> {
    return from([
      { sub, id },
      { sub, id: id + 1 },
    ]);
  }

  @RequireScope('orders/read')
  @GrpcStreamMethod('Orders', 'Count')
  count(@Payload() orders: Observable<Order>, @Claims('sub') sub: string): Observable<Answer> {
    return orders.pipe(
      toArray(),
      map(({ length }) => ({ sub, id: length })),
    );
  }

  @RequireScope('orders/read')
  @GrpcStreamMethod('Orders', 'Echo')
  echo(@Payload() orders: Observable<Order>, @Claims('sub') sub: string): Observable<Answer> {
    return orders.pipe(map(({ id }) => ({ sub, id })));
  }

  @RequireScope('orders/read')
  @GrpcStreamCall('Orders', 'Import')
  import(
    @Payload() call: ServerReadableStream<Order, Answer>,
    @Ctx() callback: (error: null, answer: Answer) => void,
    @Claims('sub') sub: string,
  ): void {
    let id = 0;
    call.on('data', () => (id += 1)).on('end', () => callback(null, { sub, id }));
  }

  @RequireScope('orders/read')
  @GrpcStreamCall('Orders', 'Watch')
  watch(@Payload() call: ServerDuplexStream<Order, Answer>, @Claims('sub') sub: string): void {
    call.on('data', ({ id }: Order) => call.write({ sub, id })).on('end', () => call.end());
  }

  @Public()
  @GrpcMethod('Orders', 'Ping')
  ping(@Payload() { id }: Order, @Claims('sub') sub: string | undefined): Answer {
    return { sub: sub ?? 'nobody', id };
  }

  @OptionalToken()
  @GrpcMethod('Orders', 'Greet')
  greet(@Payload() { id }: Order, @Claims('sub') sub: string | undefined): Answer {
    return { sub: sub ?? 'nobody', id };
  }
}
