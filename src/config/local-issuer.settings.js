var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Transform } from 'class-transformer';
import { IsOptional, IsString } from 'class-validator';
import { IntegerSetting } from './integer-setting.decorator.js';
/** The settings of the local issuer when it runs as a process of its own. */
export class LocalIssuerSettings {
    constructor() {
        /** Port of the local issuer; 0 lets the system choose. @default 3001 */
        this.LOCAL_ISSUER_PORT = 3001;
    }
}
__decorate([
    IsOptional(),
    IsString(),
    Transform(({ value }) => typeof value === 'string' ? value.trim().toLowerCase() : value),
    __metadata("design:type", String)
], LocalIssuerSettings.prototype, "NODE_ENV", void 0);
__decorate([
    IntegerSetting(0, 65535, 'the port of the local issuer (0: the system chooses one)'),
    __metadata("design:type", Number)
], LocalIssuerSettings.prototype, "LOCAL_ISSUER_PORT", void 0);
