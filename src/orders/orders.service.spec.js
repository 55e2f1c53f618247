import { describe, expect, it } from '@jest/globals';
import { MAX_ORDERS, OrdersService } from './orders.service.js';
const BOOK = { item: 'book', quantity: 1 };
describe('the orders', () => {
    it('are listed oldest first, each under an id of its own', () => {
        const orders = new OrdersService();
        const placed = [orders.create(BOOK), orders.create({ item: 'pen', quantity: 2 })];
        expect(orders.list()).toEqual(placed);
        expect(new Set(placed.map(({ id }) => id)).size).toBe(2);
    });
    it('keep nothing but item and quantity', () => {
        const order = new OrdersService().create(Object.assign({ price: 1 }, BOOK));
        expect(order).toEqual({ ...BOOK, id: order.id });
    });
    it('cannot be changed through what a caller was handed', () => {
        const orders = new OrdersService();
        expect(Object.isFrozen(orders.create(BOOK))).toBe(true);
        orders.list().pop();
        expect(orders.list()).toHaveLength(1);
    });
    it.each(['unknown', '', '__proto__', 'constructor'])('are not found by the id %j', (id) => {
        const orders = new OrdersService();
        expect(() => orders.get(id)).toThrow(expect.objectContaining({ status: 404 }));
        expect(() => orders.delete(id)).toThrow(expect.objectContaining({ status: 404 }));
    });
    it('are refused with 507 when the store is full, evict none, and are taken again after one is deleted', () => {
        const orders = new OrdersService();
        const first = orders.create(BOOK);
        for (let count = 1; count < MAX_ORDERS; count++)
            orders.create(BOOK);
        expect(() => orders.create(BOOK)).toThrow(expect.objectContaining({ status: 507 }));
        expect(orders.get(first.id)).toBe(first);
        orders.delete(first.id);
        expect(() => orders.create(BOOK)).not.toThrow();
    });
});
