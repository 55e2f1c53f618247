import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';

/** A class whose properties are variables and whose initial values are their defaults. */
export type SettingsClass<T extends object> = new () => T;

/** The names of the variables a settings class declares, read off its validation rules. */
export function variablesOf(settings: SettingsClass<object>): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(settings, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

/** Where settings come from: the variables of a process, by name. */
export type Environment = Readonly<Record<string, unknown>>;

/** The settings read from an environment, and their problems: one sentence each. */
export interface ParsedSettings<T> {
  readonly settings: T;
  readonly problems: string[];
}

/**
 * Reads a settings class from an environment: text becomes numbers and lists, what is absent or empty keeps its
 * default, and every value that breaks its rule is reported, all together.
 */
export function parseSettings<T extends object>(
  settingsClass: SettingsClass<T>,
  environment: Environment,
): ParsedSettings<T> {
  const given = variablesOf(settingsClass)
    .filter((name) => Object.hasOwn(environment, name) && environment[name] !== '')
    .map((name) => [name, environment[name]] as const);
  const settings = plainToInstance(settingsClass, Object.fromEntries(given));
  const problems = validateSync(settings).flatMap(({ constraints = {} }) => Object.values(constraints));
  return { settings, problems };
}
