import { getMetadataStorage, validateSync } from 'class-validator';
import { isBare, isPlainObject } from '../claims/index.js';
import { unknownOptions } from '../errors/index.js';
import type { Problems } from './problems.js';

/** A class that declares options: names, types, bounds, and defaults as initial values. */
export type OptionsClass<Declared extends object> = new () => Declared;

/** The values of options as a plain object. */
export type ValuesOf<Declared> = { [Name in keyof Declared]: Declared[Name] };

/** Joins a path and a name: `policies[0]` and `name`, or nothing and `issuers`. */
export function at(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** The names of the options that a class declares: those that have a decorator. */
export function optionNames(declared: OptionsClass<object>): readonly string[] {
  const decorators = getMetadataStorage().getTargetValidationMetadatas(declared, '', false, false);
  return [...new Set(decorators.map(({ propertyName }) => propertyName))];
}

/**
 * Validates one options object against the class that declares it, and refuses unknown names: a misspelt option would
 * not be enforced. Returns a copy with the defaults filled in, or undefined when the value is not an object. A value
 * that is wrong is reported and replaced by its default; a required one is then missing in the copy.
 */
export function validateOptions<Declared extends object>(
  declared: OptionsClass<Declared>,
  input: unknown,
  path: string,
  problems: Problems,
): ValuesOf<Declared> | undefined {
  if (!isPlainObject(input)) {
    problems.add(path || 'options', 'must be an object.');
    return undefined;
  }
  if (!isBare(input)) {
    problems.add(
      path || 'options',
      'must be a plain object; members of a class or a prototype are not read.',
    );
    return undefined;
  }
  const names = optionNames(declared);
  const unknown = unknownOptions(input, names);
  for (const { name, message } of unknown) problems.add(at(path, name), message);
  const defaults = new declared() as Record<string, unknown>;
  const copy = new declared() as Record<string, unknown>;
  for (const [name, value] of Object.entries(input)) if (names.includes(name)) copy[name] = value;
  for (const { property, constraints } of validateSync(copy, { forbidUnknownValues: false })) {
    // Class-validator runs the decorators from the bottom up: the last message is that of the topmost one.
    for (const message of Object.values({ ...constraints }).slice(-1))
      problems.add(at(path, property), message);
    copy[property] = defaults[property];
  }
  for (const name of names) if (copy[name] === undefined) copy[name] = defaults[name];
  return { ...copy } as ValuesOf<Declared>;
}
