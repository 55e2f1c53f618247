import { BadRequestException, ForbiddenException, type HttpException } from '@nestjs/common';
import { firstValueFrom, type Observable } from 'rxjs';
import { describe, expect, it } from '@jest/globals';

import { OrdersGrpcFilter } from './orders-grpc.filter.js';
import { OrdersTcpFilter } from './orders-tcp.filter.js';
import { MAX_ORDERS, OrdersService } from './orders.service.js';

const BOOK = { item: 'book', quantity: 1 };

/** What a call of the service throws. */
function thrownBy(ask: (orders: OrdersService) => unknown): HttpException {
  const orders = new OrdersService();
  for (let count = 0; count < MAX_ORDERS; count++) orders.create(BOOK);
  try {
    ask(orders);
  } catch (error) {
    return error as HttpException;
  }
  throw new Error('It threw nothing.');
}

const full = thrownBy((orders) => orders.create(BOOK));
const absent = thrownBy((orders) => orders.get('unknown'));
const wrong = new BadRequestException(['item must be a string', 'quantity must not be less than 1']);

async function answerOf(answer: Observable<never>): Promise<unknown> {
  return firstValueFrom(answer).catch((error: unknown) => error);
}

describe('the errors of the orders', () => {
  it.each([
    ['a full store', full, { statusCode: 507, message: 'The store is full: delete an order first.' }],
    [
      'an order that is not there',
      absent,
      { statusCode: 404, error: 'Not Found', message: 'There is no such order.' },
    ],
    [
      'an order that is wrong',
      wrong,
      {
        statusCode: 400,
        error: 'Bad Request',
        message: ['item must be a string', 'quantity must not be less than 1'],
      },
    ],
  ])('over TCP are those of HTTP, marked as errors: %s', async (_what, exception, body) => {
    expect(await answerOf(new OrdersTcpFilter().catch(exception))).toEqual({ status: 'error', ...body });
  });

  it.each([
    ['a full store', full, 8, 'The store is full: delete an order first.'],
    ['an order that is not there', absent, 5, 'There is no such order.'],
    ['an order that is wrong', wrong, 3, 'item must be a string; quantity must not be less than 1'],
    ['what the orders never throw', new ForbiddenException('No.'), 2, 'No.'],
  ])('over gRPC have a status of gRPC: %s', async (_what, exception, code, details) => {
    const answer = await answerOf(new OrdersGrpcFilter().catch(exception));
    expect(answer).toEqual({ code, details, message: details });
  });
});
