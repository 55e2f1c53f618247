var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { randomUUID } from 'node:crypto';
import { HttpException, HttpStatus, Injectable, NotFoundException } from '@nestjs/common';
/** The most orders kept at a time. */
export const MAX_ORDERS = 10_000;
/**
 * Keeps orders in memory, for as long as the process runs. The store is bounded: when it is full, new orders are
 * refused with 507 and none is evicted, so that no caller can push out the orders of another.
 */
let OrdersService = class OrdersService {
    #orders = new Map();
    /** All orders, oldest first. */
    list() {
        return [...this.#orders.values()];
    }
    /** The order of that id. @throws NotFoundException */
    get(id) {
        const order = this.#orders.get(id);
        if (order === undefined)
            throw new NotFoundException('There is no such order.');
        return order;
    }
    /** Stores an order under a new id. @throws HttpException 507 when the store is full */
    create({ item, quantity }) {
        if (this.#orders.size >= MAX_ORDERS) {
            throw new HttpException('The store is full: delete an order first.', HttpStatus.INSUFFICIENT_STORAGE);
        }
        const order = Object.freeze({ id: randomUUID(), item, quantity });
        this.#orders.set(order.id, order);
        return order;
    }
    /** Removes the order of that id. @throws NotFoundException */
    delete(id) {
        if (!this.#orders.delete(id))
            throw new NotFoundException('There is no such order.');
    }
};
OrdersService = __decorate([
    Injectable()
], OrdersService);
export { OrdersService };
