import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

import { type SettingsClass, variablesOf } from './variables.js';

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
