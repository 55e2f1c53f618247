var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Controller, Get } from '@nestjs/common';
import { JwtPolicyService, Public } from '../jwt-policy/index.js';
/**
 * Says that the process serves, whatever its issuer does: an unreachable issuer is no reason to restart the service,
 * so the state of the key sets is in the body and not in the status.
 */
let HealthController = class HealthController {
    constructor(policies) {
        this.policies = policies;
    }
    health() {
        return { status: 'ok', keySets: this.policies.keySets() };
    }
};
__decorate([
    Get(),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", []),
    __metadata("design:returntype", void 0)
], HealthController.prototype, "health", null);
HealthController = __decorate([
    Controller('health'),
    Public(),
    __metadata("design:paramtypes", [JwtPolicyService])
], HealthController);
export { HealthController };
