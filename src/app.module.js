var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var AppModule_1;
import { Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { ServiceSettings, SettingsModule } from './config/index.js';
import { HealthModule } from './health/index.js';
import { JwtPolicyModule } from './jwt-policy/index.js';
import { OrdersModule } from './orders/index.js';
import { policyOptions } from './policy-options.js';
/** The sample microservice: an orders API whose every call is judged by the JWT policy. */
let AppModule = AppModule_1 = class AppModule {
    /** The application with these settings, trusting `localIssuer` when the settings name no issuer. */
    static of(loaded, localIssuer) {
        return {
            module: AppModule_1,
            imports: [
                SettingsModule.of(loaded),
                JwtPolicyModule.forRootAsync({
                    inject: [ServiceSettings],
                    useFactory: (settings) => policyOptions(settings, localIssuer),
                }),
                OrdersModule,
                HealthModule,
            ],
            providers: [{ provide: APP_PIPE, useFactory: bodyValidation }],
        };
    }
};
AppModule = AppModule_1 = __decorate([
    Module({})
], AppModule);
export { AppModule };
/** Refuses what no DTO describes, instead of dropping it: a misspelt field must not be lost without a word. */
function bodyValidation() {
    return new ValidationPipe({
        whitelist: true,
        forbidNonWhitelisted: true,
        forbidUnknownValues: true,
        transform: true,
    });
}
