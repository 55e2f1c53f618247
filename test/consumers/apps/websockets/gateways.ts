import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
} from '@nestjs/websockets';
import { Claims, Public, RequireScope } from 'nest-jwt-policy';
import { policyOf } from 'nest-jwt-policy/websockets';
import { map, merge, of, type Observable } from 'rxjs';
import { connected, ticks } from './state.js';

const { ADAPTER = 'ws', OWN_PORT } = process.env;

/** The same place for both adapters: a path of ws, a namespace of socket.io. */
function at(name: string): object {
  return ADAPTER === 'ws' ? { path: name } : { namespace: name };
}

/** On the port of the application. */
@WebSocketGateway()
export class OrdersGateway implements OnGatewayConnection {
  handleConnection(@ConnectedSocket() client: object): void {
    connected.push(String(policyOf(client)?.claims['sub']));
  }

  @RequireScope('orders/read')
  @SubscribeMessage('orders.list')
  list(@MessageBody() page: number, @Claims('sub') sub: string): object {
    return { event: 'orders.listed', data: { sub, page } };
  }

  /** What is no event is the acknowledgement of socket.io. */
  @RequireScope('orders/read')
  @SubscribeMessage('orders.count')
  count(@Claims('sub') sub: string): object {
    return { count: 2, sub };
  }

  /** Says that it watches when it does. */
  @SubscribeMessage('orders.watch')
  watch(): Observable<object> {
    const begun = of({ event: 'watching', data: true });
    return merge(ticks.pipe(map((data) => ({ event: 'tick', data }))), begun);
  }
}

/** Its demands hold for the connection, and for every message. */
@RequireScope('prices/read')
@WebSocketGateway(at('/prices'))
export class PricesGateway {
  @SubscribeMessage('prices.get')
  get(@Claims('sub') sub: string): object {
    return { event: 'prices.got', data: sub };
  }
}

@Public()
@WebSocketGateway(at('/news'))
export class NewsGateway {
  @SubscribeMessage('news.read')
  read(): object {
    return { event: 'news.were', data: 'none' };
  }
}

/** On a port of its own, which listens before the application does. */
@WebSocketGateway(Number(OWN_PORT))
export class PortGateway {
  @SubscribeMessage('port.call')
  call(@Claims('sub') sub: string): object {
    return { event: 'port.called', data: sub };
  }
}
