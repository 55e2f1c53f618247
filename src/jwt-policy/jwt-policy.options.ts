import { ConfigurableModuleBuilder } from '@nestjs/common';
import { JWT_POLICY_OPTIONS, JWT_POLICY_TRANSPORTS } from './guard/index.js';
import type { JwtPolicyOptions } from './options/index.js';
import { readTransports, type JwtPolicyTransport } from './transports/index.js';

/** What Nest has to know when the module is defined; in `forRootAsync` it stands beside `useFactory`. */
export interface JwtPolicyExtras {
  /** The transports beside HTTP, such as GraphQL or WebSockets. @default [] */
  readonly transports?: readonly JwtPolicyTransport[];
}

const NO_EXTRAS: JwtPolicyExtras = { transports: [] };

const built = new ConfigurableModuleBuilder<JwtPolicyOptions>({ optionsInjectionToken: JWT_POLICY_OPTIONS })
  .setClassMethodName('forRoot')
  .setExtras(NO_EXTRAS, ({ providers = [], ...definition }, { transports: given = [] }) => {
    const transports = readTransports(given);
    return {
      ...definition,
      global: true,
      providers: [
        ...providers,
        { provide: JWT_POLICY_TRANSPORTS, useValue: transports },
        ...transports.flatMap((transport) => transport.providers ?? []),
      ],
    };
  })
  .build();

/** Gives the module its `forRoot` and `forRootAsync`. */
export const { ConfigurableModuleClass } = built;
