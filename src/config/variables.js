import { getMetadataStorage } from 'class-validator';
/** The names of the variables a settings class declares, read off its validation rules. */
export function variablesOf(settings) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(settings, '', false, false);
    return [...new Set(rules.map(({ propertyName }) => propertyName))];
}
