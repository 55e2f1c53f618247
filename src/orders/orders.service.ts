import { randomUUID } from 'node:crypto';

import { HttpException, HttpStatus, Injectable, NotFoundException } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';

import type { CreateOrderDto } from './create-order.dto.js';

/** An order as callers see it. */
export interface Order {
  readonly id: string;
  readonly item: string;
  readonly quantity: number;
}

/** The most orders kept at a time. */
export const MAX_ORDERS = 10_000;

/**
 * Keeps orders in memory, for as long as the process runs. The store is bounded: when it is full, new orders are
 * refused with 507 and none is evicted, so that no caller can push out the orders of another.
 */
@Injectable()
export class OrdersService {
  readonly #orders = new Map<string, Order>();
  readonly #placed = new Subject<Order>();

  /** Each new order, by whichever transport it was placed. */
  readonly placed: Observable<Order> = this.#placed;

  /** All orders, oldest first. */
  list(): Order[] {
    return [...this.#orders.values()];
  }

  /** The order of that id. @throws NotFoundException */
  get(id: string): Order {
    const order = this.#orders.get(id);
    if (order === undefined) throw new NotFoundException('There is no such order.');
    return order;
  }

  /** Stores an order under a new id. @throws HttpException 507 when the store is full */
  create({ item, quantity }: CreateOrderDto): Order {
    if (this.#orders.size >= MAX_ORDERS) {
      throw new HttpException('The store is full: delete an order first.', HttpStatus.INSUFFICIENT_STORAGE);
    }
    const order = Object.freeze({ id: randomUUID(), item, quantity });
    this.#orders.set(order.id, order);
    this.#placed.next(order);
    return order;
  }

  /** Removes the order of that id. @throws NotFoundException */
  delete(id: string): void {
    if (!this.#orders.delete(id)) throw new NotFoundException('There is no such order.');
  }
}
