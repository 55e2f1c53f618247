import { isPlainObject } from '../claims/index.js';
import { unknownOption } from '../errors/index.js';
import { Problems, type IssuerOptions } from '../options/index.js';

/** Says what is wrong with the value of an option, in words after its name, or nothing. */
export type Judge<Options> = (value: unknown, options: Options, name: string) => string | undefined;

/** How each option of a preset is judged. */
export type Judges<Options> = { readonly [Name in keyof Options]-?: Judge<Options> };

/**
 * Judges the options of a preset: every one by its judge, unknown names refused. Throws `JwtPolicyConfigurationError`
 * with all that is wrong.
 */
export function judgePreset<Options extends object>(
  preset: string,
  options: Options,
  judges: Judges<Options>,
): void {
  const problems = new Problems();
  if (isPlainObject(options)) {
    const known = Object.keys(judges) as (keyof Options & string)[];
    for (const name of Object.keys(options)) {
      if (!Object.hasOwn(judges, name)) problems.add(`${preset}().${name}`, unknownOption(name, known));
    }
    for (const name of known) {
      const problem = judges[name](options[name], options, name);
      if (problem !== undefined) problems.add(`${preset}().${name}`, problem);
    }
  } else problems.add(`${preset}()`, 'needs an object with options.');
  problems.throwIfAny();
}

/** May be left out, and then has a default that switches nothing off. */
export function optional<Options>(judge: Judge<Options>): Judge<Options> {
  return (value, options, name) => (value === undefined ? undefined : judge(value, options, name));
}

/** Switches a check on, so it may be left out, but not be undefined: an unset variable must not open a door. */
export function ifGiven<Options extends object>(judge: Judge<Options>): Judge<Options> {
  return (value, options, name) => (Object.hasOwn(options, name) ? judge(value, options, name) : undefined);
}

/** Null says aloud that something is not checked. */
export function orNull<Options>(judge: Judge<Options>): Judge<Options> {
  return (value, options, name) => (value === null ? undefined : judge(value, options, name));
}

/** One of these values. */
export function oneOf(...values: readonly unknown[]): Judge<unknown> {
  const listed = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value)));
  return (value) => (values.includes(value) ? undefined : `must be ${listed.join(' or ')}.`);
}

/** A text of this form. */
export function text(form: RegExp, message: string): Judge<unknown> {
  return (value) => (typeof value === 'string' && form.test(value) ? undefined : message);
}

/** A list of one text at least, each of this form. */
export function texts(form: RegExp, message: string): Judge<unknown> {
  return (value) => {
    const isList = Array.isArray(value) && value.length > 0;
    return isList && value.every((one) => typeof one === 'string' && form.test(one)) ? undefined : message;
  };
}

/** A text or a list of one at least, each of this form. */
export function textOrTexts(form: RegExp, message: string): Judge<unknown> {
  const [one, several] = [text(form, message), texts(form, message)] as const;
  return (value, options, name) => (Array.isArray(value) ? several : one)(value, options, name);
}

/** Any text with a character in it. */
export const SOME_TEXT = /./u;

/** The first judge that objects speaks. */
export function all<Options>(...judges: readonly Judge<Options>[]): Judge<Options> {
  return (value, options, name) => {
    for (const judge of judges) {
      const problem = judge(value, options, name);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** Objects to values that are known to be a mistake, also in a list, and says why. */
export function not<Options>(isMistake: (value: unknown) => boolean, why: string): Judge<Options> {
  return (value) => ((Array.isArray(value) ? value : [value]).some(isMistake) ? why : undefined);
}

/** The accepted `aud` value or values, which no preset may leave out. */
export const audience = textOrTexts(
  SOME_TEXT,
  'is required: the accepted aud value or a list of them, none empty.',
);

/** A list of client ids. */
export const clientIds = texts(SOME_TEXT, 'must be a list of client ids, none empty; leave it out for any.');

/** What the caller does to a list later changes nothing. */
export function copyAudience(accepted: IssuerOptions['audience']): IssuerOptions['audience'] {
  return typeof accepted === 'string' || accepted === null ? accepted : [...accepted];
}

/** One value or several, as a list of its own. */
export function listOf<Value>(value: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(value) ? [...value] : [value as Value];
}
