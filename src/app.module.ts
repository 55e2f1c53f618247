import { type DynamicModule, Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';

import { type LoadedSettings, type ServiceSettings, SettingsModule } from './config/index.js';
import { HealthModule } from './health/index.js';
import { JwtPolicyModule } from './jwt-policy/index.js';
import { type JwtPolicyOptions } from './jwt-policy/options/index.js';
import { OrdersModule } from './orders/index.js';

/** The sample microservice: an orders API whose every call is judged by the JWT policy. */
@Module({})
export class AppModule {
  /** The application with these settings, guarded by these policies. */
  static of(loaded: LoadedSettings<ServiceSettings>, policies: JwtPolicyOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [SettingsModule.of(loaded), JwtPolicyModule.forRoot(policies), OrdersModule, HealthModule],
      providers: [{ provide: APP_PIPE, useFactory: bodyValidation }],
    };
  }
}

/** Refuses what no DTO describes, instead of dropping it: a misspelt field must not be lost without a word. */
function bodyValidation(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
  });
}
