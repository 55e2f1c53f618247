var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var SettingsModule_1;
import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { SETTINGS_KEY } from './load-settings.js';
import { ServiceSettings } from './service.settings.js';
/** Makes the validated settings injectable everywhere as `ServiceSettings`. */
let SettingsModule = SettingsModule_1 = class SettingsModule {
    /** The module for settings that were loaded before the application is created. */
    static of({ configModule }) {
        return {
            module: SettingsModule_1,
            global: true,
            imports: [configModule],
            providers: [
                {
                    provide: ServiceSettings,
                    inject: [ConfigService],
                    useFactory: (config) => config.getOrThrow(SETTINGS_KEY),
                },
            ],
            exports: [ServiceSettings],
        };
    }
};
SettingsModule = SettingsModule_1 = __decorate([
    Module({})
], SettingsModule);
export { SettingsModule };
