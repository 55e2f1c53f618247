import { LocalIssuerSettings } from './local-issuer.settings.js';
import { parseSettings } from './parse-settings.js';
import { problemsBetweenVariables } from './rules-between-variables.js';
import { ServiceSettings } from './service.settings.js';
import { SettingsError } from './settings.error.js';
import { unknownVariables } from './unknown-variables.js';
import { variablesOf } from './variables.js';
/** The service's settings of an environment, frozen. @throws SettingsError naming every problem at once */
export function validateServiceSettings(environment) {
    const { settings, problems } = parseSettings(ServiceSettings, environment);
    const warnings = unknownVariables(environment, variablesOf(ServiceSettings));
    const all = [...problems, ...problemsBetweenVariables(settings)];
    if (all.length > 0)
        throw new SettingsError(all, warnings);
    return { settings: Object.freeze(settings), warnings };
}
/** The local issuer's settings of an environment, frozen; what is wrong with the service's own is not its business. */
export function validateLocalIssuerSettings(environment) {
    const { settings, problems } = parseSettings(LocalIssuerSettings, environment);
    if (problems.length > 0)
        throw new SettingsError(problems);
    return { settings: Object.freeze(settings), warnings: [] };
}
