import { IsBoolean, ValidateBy, ValidateIf } from 'class-validator';

/**
 * The public type of an options class: each option may be left out, except those that are named as required.
 * `undefined` is no value for an option here (`exactOptionalPropertyTypes`); at run time `@OrDefault` decides.
 */
export type OptionsOf<Declared, Required extends keyof Declared = never> = Readonly<
  Partial<Omit<Declared, Required>> & Pick<Declared, Required>
>;

/**
 * `undefined` means the default. An option without this decorator refuses `undefined`, because an unset variable must
 * not switch a check off.
 */
export const OrDefault: PropertyDecorator = ValidateIf((_options, value) => value !== undefined);

/** The option may be left out, but not be `undefined`. For options that have no default. */
export const IfGiven: PropertyDecorator = (target, name) =>
  ValidateIf((options: object) => Object.hasOwn(options, name))(target, name);

/** `null` is a value: it switches a check off, and the log says so at start. */
export const OrNull: PropertyDecorator = ValidateIf((_options, value) => value !== null);

/** The options of a class before they are validated: each may be anything. */
export type Unvalidated<Declared> = { readonly [Name in keyof Declared]: unknown };

/** The value must pass `isRight`, which also sees the other options. */
export function Must<Options extends object>(
  isRight: (value: unknown, options: Unvalidated<Options>) => boolean,
  message: string,
): (target: Options, name: string | symbol) => void {
  const validate = (value: unknown, details?: { readonly object: object }): boolean =>
    isRight(value, details?.object as Unvalidated<Options>);
  // Class-validator keeps one message for each name of a constraint, so the message is the name.
  return ValidateBy({ name: message, validator: { validate } }, { message });
}

/** True or false. */
export const IsFlag: PropertyDecorator = IsBoolean({ message: 'must be true or false.' });

/** The lowest and the highest number that is accepted. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

function isWithin(value: unknown, { min, max }: Bounds): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}

/** A number of seconds, fractions included. */
export function IsSeconds(bounds: Bounds): PropertyDecorator {
  const message = `must be a number of seconds, ${bounds.min} to ${bounds.max}.`;
  return Must((value) => isWithin(value, bounds), message);
}

/** A whole number of units; `advice` follows after the bounds. */
export function IsWholeNumber(unit: string, bounds: Bounds, advice = ''): PropertyDecorator {
  const message = `must be a whole number of ${unit}, ${bounds.min} to ${bounds.max}${advice}.`;
  return Must((value) => Number.isInteger(value) && isWithin(value, bounds), message);
}

/** Any text that is not empty. */
const SOME_TEXT = /./su;

/** A list with a text at least. The `each` of class-validator accepts an empty list, and a Set as a list. */
function isTexts(value: unknown, form: RegExp): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => isText(one, form));
}

function isText(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value);
}

/** A text of this form. */
export function IsText(message: string, form = SOME_TEXT): PropertyDecorator {
  return Must((value) => isText(value, form), message);
}

/** A list of texts of this form, at least one. */
export function IsTexts(message: string, form = SOME_TEXT): PropertyDecorator {
  return Must((value) => isTexts(value, form), message);
}

/** A text of this form, or a list of such texts, at least one. */
export function IsTextOrTexts(message: string, form = SOME_TEXT): PropertyDecorator {
  return Must((value) => isText(value, form) || isTexts(value, form), message);
}
