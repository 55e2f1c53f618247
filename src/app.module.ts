import { type DynamicModule, Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';

import { type LoadedSettings, ServiceSettings, SettingsModule } from './config/index.js';
import { HealthModule } from './health/index.js';
import { JwtPolicyModule } from './jwt-policy/index.js';
import { OrdersModule } from './orders/index.js';
import { policyOptions } from './policy-options.js';

/** The sample microservice: an orders API whose every call is judged by the JWT policy. */
@Module({})
export class AppModule {
  /** The application with these settings, trusting `localIssuer` when the settings name no issuer. */
  static of(loaded: LoadedSettings<ServiceSettings>, localIssuer: string | undefined): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.of(loaded),
        JwtPolicyModule.forRootAsync({
          inject: [ServiceSettings],
          useFactory: (settings: ServiceSettings) => policyOptions(settings, localIssuer),
        }),
        OrdersModule,
        HealthModule,
      ],
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
