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
import { Controller, Get, Param } from '@nestjs/common';
import { ClaimRule, RequireScope } from '../jwt-policy/index.js';
import { OrdersService } from './orders.service.js';
/** Reads orders. An id token is refused by its `token_use`; issuers that do not set that claim still work. */
let OrdersReadController = class OrdersReadController {
    constructor(orders) {
        this.orders = orders;
    }
    list() {
        return this.orders.list();
    }
    get(id) {
        return this.orders.get(id);
    }
};
__decorate([
    Get(),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", []),
    __metadata("design:returntype", Array)
], OrdersReadController.prototype, "list", null);
__decorate([
    Get(':id'),
    __param(0, Param('id')),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String]),
    __metadata("design:returntype", Object)
], OrdersReadController.prototype, "get", null);
OrdersReadController = __decorate([
    Controller('orders'),
    ClaimRule('token_use', 'access', { mandatory: false }),
    RequireScope('mule-api/api_read'),
    __metadata("design:paramtypes", [OrdersService])
], OrdersReadController);
export { OrdersReadController };
