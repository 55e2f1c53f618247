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
  static async of(
    loaded: LoadedSettings<ServiceSettings>,
    policies: JwtPolicyOptions,
  ): Promise<DynamicModule> {
    const { TRANSPORTS } = loaded.settings;
    const hasHttp = TRANSPORTS.includes('http');
    const hasMessages = TRANSPORTS.some((transport) => transport !== 'http');
    return {
      module: AppModule,
      imports: [
        SettingsModule.of(loaded),
        JwtPolicyModule.forRoot({ ...policies, transports: hasMessages ? [await messages()] : [] }),
        OrdersModule.of(TRANSPORTS),
        ...(hasHttp ? [HealthModule] : []),
      ],
      providers: [{ provide: APP_PIPE, useClass: BodyValidationPipe }],
    };
  }
}

/** The transport that decides messages and gRPC calls, loaded only where there are such. */
async function messages() {
  const { microservices } = await import('./jwt-policy/microservices/index.js');
  return microservices();
}
