var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var __param = (this && this.__param) || function (paramIndex, decorator) {
    return function (target, key) { decorator(target, key, paramIndex); }
};
import { Body, Controller, Delete, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ClaimRule, RequireScope } from '../jwt-policy/index.js';
import { CreateOrderDto } from './create-order.dto.js';
import { OrdersService } from './orders.service.js';
/** Places and deletes orders. An id token is refused by its `token_use`; issuers that do not set that claim still work. */
let OrdersWriteController = class OrdersWriteController {
    constructor(orders) {
        this.orders = orders;
    }
    create(order) {
        return this.orders.create(order);
    }
    delete(id) {
        this.orders.delete(id);
    }
};
__decorate([
    Post(),
    __param(0, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [CreateOrderDto]),
    __metadata("design:returntype", Object)
], OrdersWriteController.prototype, "create", null);
__decorate([
    Delete(':id'),
    HttpCode(HttpStatus.NO_CONTENT),
    __param(0, Param('id')),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String]),
    __metadata("design:returntype", void 0)
], OrdersWriteController.prototype, "delete", null);
OrdersWriteController = __decorate([
    Controller('orders'),
    ClaimRule('token_use', 'access', { mandatory: false }),
    RequireScope('mule-api/api_write'),
    __metadata("design:paramtypes", [OrdersService])
], OrdersWriteController);
export { OrdersWriteController };
