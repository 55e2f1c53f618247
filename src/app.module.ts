import { type DynamicModule, Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';

import { BodyValidationPipe } from './body-validation.pipe.js';
import {
  type LoadedSettings,
  type ServiceSettings,
  SettingsModule,
  type TransportName,
} from './config/index.js';
import { HealthModule } from './health/index.js';
import { JwtPolicyModule, type JwtPolicyOptions, type JwtPolicyTransport } from './jwt-policy/index.js';
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
    return {
      module: AppModule,
      imports: [
        SettingsModule.of(loaded),
        JwtPolicyModule.forRoot({ ...policies, transports: await decidedBeside(TRANSPORTS) }),
        OrdersModule.of(TRANSPORTS),
        ...(hasHttp ? [HealthModule] : []),
      ],
      providers: [{ provide: APP_PIPE, useClass: BodyValidationPipe }],
    };
  }
}

/** What decides the calls that are not HTTP requests, loaded only where there are such. */
async function decidedBeside(served: readonly TransportName[]): Promise<JwtPolicyTransport[]> {
  const transports: JwtPolicyTransport[] = [];
  if (served.includes('tcp') || served.includes('grpc'))
    transports.push((await import('./jwt-policy/microservices/index.js')).microservices());
  if (served.includes('ws')) transports.push((await import('./jwt-policy/websockets/index.js')).websockets());
  return transports;
}
