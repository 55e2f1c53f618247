import { type DynamicModule, Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';

import { BodyValidationPipe } from './body-validation.pipe.js';
import { type LoadedSettings, type ServiceSettings, SettingsModule } from './config/index.js';
import { HealthModule } from './health/index.js';
import { JwtPolicyModule, type JwtPolicyOptions } from './jwt-policy/index.js';
import { OrdersModule } from './orders/index.js';

/** The sample microservice: an orders API in which the JWT policy decides every call. */
@Module({})
export class AppModule {
  /** The application with these settings, guarded by these policies. */
  static of(loaded: LoadedSettings<ServiceSettings>, policies: JwtPolicyOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [SettingsModule.of(loaded), JwtPolicyModule.forRoot(policies), OrdersModule, HealthModule],
      providers: [{ provide: APP_PIPE, useClass: BodyValidationPipe }],
    };
  }
}
