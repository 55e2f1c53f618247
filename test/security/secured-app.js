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
import { Controller, Get, Post } from '@nestjs/common';
import { Claims, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { TestClock } from '../support/test-clock.js';
import { TestIssuer } from '../support/test-issuer.js';
import { callingTwice, startApp } from './token-cache.js';
let SampleController = class SampleController {
    any(claims) {
        return claims;
    }
    post() {
        return 'posted';
    }
    scoped() {
        return 'scoped';
    }
    open() {
        return 'open';
    }
};
__decorate([
    Get('any'),
    __param(0, Claims()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Object]),
    __metadata("design:returntype", Object)
], SampleController.prototype, "any", null);
__decorate([
    Post('any'),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", []),
    __metadata("design:returntype", String)
], SampleController.prototype, "post", null);
__decorate([
    Get('scoped'),
    RequireScope('read'),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", []),
    __metadata("design:returntype", String)
], SampleController.prototype, "scoped", null);
__decorate([
    Get('public'),
    Public(),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", []),
    __metadata("design:returntype", String)
], SampleController.prototype, "open", null);
SampleController = __decorate([
    Controller()
], SampleController);
/** Starts it; `options` change the issuer, `key` what it signs with. */
export async function startSecuredApp(options = {}, { adapter = 'express', key } = {}) {
    const clock = new TestClock();
    const issuer = new TestIssuer('https://id.test', clock, key);
    const keys = { jwks: { keys: [issuer.key.jwk] } };
    const app = await startApp({
        adapter,
        controllers: [SampleController],
        options: { clock, issuers: [{ issuer: 'https://id.test', audience: 'orders', keys, ...options }] },
    });
    return { ...callingTwice(app), clock, issuer };
}
