import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';

import { type LoadedSettings, SETTINGS_KEY } from './load-settings.js';
import { ServiceSettings } from './service.settings.js';

/** Makes the validated settings injectable everywhere as `ServiceSettings`. */
@Module({})
export class SettingsModule {
  /** The module for settings that were loaded before the application is created. */
  static of({ configModule }: LoadedSettings<ServiceSettings>): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      imports: [configModule],
      providers: [
        {
          provide: ServiceSettings,
          inject: [ConfigService],
          useFactory: (config: ConfigService): ServiceSettings => config.getOrThrow(SETTINGS_KEY),
        },
      ],
      exports: [ServiceSettings],
    };
  }
}
