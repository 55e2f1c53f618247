import { getMetadataStorage } from 'class-validator';

/** A class whose properties are variables and whose initial values are their defaults. */
export type SettingsClass<T extends object> = new () => T;

/** The names of the variables a settings class declares, read off its validation rules. */
export function variablesOf(settings: SettingsClass<object>): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(settings, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}
