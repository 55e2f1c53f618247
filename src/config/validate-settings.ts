import { ListeningSettings } from './listening.settings.js';
import { LocalIssuerSettings } from './local-issuer.settings.js';
import { type Environment, parseSettings, type SettingsClass, variablesOf } from './parse-settings.js';
import { problemsBetweenVariables } from './rules-between-variables.js';
import { ServiceSettings } from './service.settings.js';
import { SettingsError } from './settings.error.js';
import { unknownVariables } from './unknown-variables.js';

/** Settings that passed every rule, and warnings about variables that were ignored. */
export interface ValidatedSettings<T> {
  readonly settings: Readonly<T>;
  readonly warnings: readonly string[];
}

/** The service's settings of an environment, frozen. @throws SettingsError naming every problem at once */
export function validateServiceSettings(environment: Environment): ValidatedSettings<ServiceSettings> {
  const { settings, problems } = parseSettings(ServiceSettings, environment);
  const warnings = unknownVariables(environment, variablesOf(ServiceSettings));
  const all = [...problems, ...problemsBetweenVariables(settings)];
  if (all.length > 0) throw new SettingsError(all, warnings);
  return { settings: Object.freeze(settings), warnings };
}

/** The settings that say where the service can be called, frozen; problems of its other settings do not count. */
export function validateListeningSettings(environment: Environment): ValidatedSettings<ListeningSettings> {
  return validatePart(ListeningSettings, environment);
}

/** The local issuer's settings of an environment, frozen; problems of the service's own settings do not count. */
export function validateLocalIssuerSettings(
  environment: Environment,
): ValidatedSettings<LocalIssuerSettings> {
  return validatePart(LocalIssuerSettings, environment);
}

function validatePart<T extends object>(
  settingsClass: SettingsClass<T>,
  environment: Environment,
): ValidatedSettings<T> {
  const { settings, problems } = parseSettings(settingsClass, environment);
  if (problems.length > 0) throw new SettingsError(problems);
  return { settings: Object.freeze(settings), warnings: [] };
}
