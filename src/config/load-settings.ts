import type { DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';

import { ExplainedError } from '../process/index.js';
import type { ListeningSettings } from './listening.settings.js';
import type { LocalIssuerSettings } from './local-issuer.settings.js';
import type { Environment } from './parse-settings.js';
import type { ServiceSettings } from './service.settings.js';
import {
  type ValidatedSettings,
  validateListeningSettings,
  validateLocalIssuerSettings,
  validateServiceSettings,
} from './validate-settings.js';

/** The key under which ConfigService holds the validated settings. */
export const SETTINGS_KEY = 'settings';

/** Validated settings together with the ConfigModule that read them. */
export interface LoadedSettings<T> extends ValidatedSettings<T> {
  readonly configModule: DynamicModule;
  /** All variables, for policies that name one themselves, such as `$JWT_SECRET`. */
  readonly environment: Environment;
}

/** Reads and validates the service's settings: `.env` of the working directory, over which the environment wins. */
export function loadServiceSettings(): Promise<LoadedSettings<ServiceSettings>> {
  return load(validateServiceSettings);
}

/** Reads and validates the settings that say where the service can be called, from the same two places. */
export function loadListeningSettings(): Promise<LoadedSettings<ListeningSettings>> {
  return load(validateListeningSettings);
}

/** Reads and validates the settings of the local issuer alone, from the same two places. */
export function loadLocalIssuerSettings(): Promise<LoadedSettings<LocalIssuerSettings>> {
  return load(validateLocalIssuerSettings);
}

async function load<T>(
  validate: (environment: Environment) => ValidatedSettings<T>,
): Promise<LoadedSettings<T>> {
  let validated: ValidatedSettings<T> | undefined;
  let environment: Environment = {};
  forgetEmptyVariables();
  try {
    const configModule = await ConfigModule.forRoot({
      cache: true,
      skipProcessEnv: true,
      // Nested under one key, because ConfigModule copies plain values it is given back into process.env.
      validate: (variables: Environment) => {
        environment = variables;
        return { [SETTINGS_KEY]: (validated = validate(variables)).settings };
      },
    });
    if (validated === undefined) throw new Error('ConfigModule did not validate the settings.');
    return { ...validated, configModule, environment };
  } catch (error) {
    throw explainUnreadableFile(error);
  }
}

/** An empty variable counts as not set, so that it does not hide the value in .env. */
function forgetEmptyVariables(): void {
  for (const [name, value] of Object.entries(process.env)) if (value === '') delete process.env[name];
}

function explainUnreadableFile(error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new ExplainedError(
    `The file .env in the working directory cannot be read (${error.message}). Make it readable, or remove it.`,
    { cause: error },
  );
}
