import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { variablesOf } from './variables.js';
/**
 * Reads a settings class from an environment: text becomes numbers and lists, what is absent or empty keeps its
 * default, and every value that breaks its rule is reported, all together.
 */
export function parseSettings(settingsClass, environment) {
    const given = variablesOf(settingsClass)
        .filter((name) => Object.hasOwn(environment, name) && environment[name] !== '')
        .map((name) => [name, environment[name]]);
    const settings = plainToInstance(settingsClass, Object.fromEntries(given));
    const problems = validateSync(settings).flatMap(({ constraints = {} }) => Object.values(constraints));
    return { settings, problems };
}
