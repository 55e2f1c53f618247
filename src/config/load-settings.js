import { ConfigModule } from '@nestjs/config';
import { ExplainedError } from '../process/index.js';
import { validateLocalIssuerSettings, validateServiceSettings, } from './validate-settings.js';
/** The key under which ConfigService holds the validated settings. */
export const SETTINGS_KEY = 'settings';
/** Reads and validates the service's settings: `.env` of the working directory, over which the environment wins. */
export function loadServiceSettings() {
    return load(validateServiceSettings);
}
/** Reads and validates the settings of the local issuer alone, from the same two places. */
export function loadLocalIssuerSettings() {
    return load(validateLocalIssuerSettings);
}
async function load(validate) {
    let validated;
    forgetEmptyVariables();
    try {
        const configModule = await ConfigModule.forRoot({
            cache: true,
            skipProcessEnv: true,
            // Nested under one key, because ConfigModule copies plain values it is given back into process.env.
            validate: (environment) => ({
                [SETTINGS_KEY]: (validated = validate(environment)).settings,
            }),
        });
        if (validated === undefined)
            throw new Error('ConfigModule did not validate the settings.');
        return { ...validated, configModule };
    }
    catch (error) {
        throw explainUnreadableFile(error);
    }
}
/** An empty variable counts as not set: it must not hide what .env says. */
function forgetEmptyVariables() {
    for (const [name, value] of Object.entries(process.env))
        if (value === '')
            delete process.env[name];
}
function explainUnreadableFile(error) {
    if (!(error instanceof Error && 'syscall' in error))
        return error;
    return new ExplainedError(`The file .env in the working directory cannot be read (${error.message}). Make it readable, or remove it.`, { cause: error });
}
