import {
  IsText,
  IsTexts,
  IsTextOrTexts,
  Must,
  Problems,
  validateOptions,
  type IssuerOptions,
  type OptionsClass,
  type ValuesOf,
} from '../options/index.js';

/**
 * The options of a preset with its defaults, validated against the class that declares them. Throws
 * `JwtPolicyConfigurationError` with everything that is wrong.
 */
export function validatePreset<Declared extends object>(
  preset: string,
  declared: OptionsClass<Declared>,
  options: unknown,
): ValuesOf<Declared> {
  const problems = new Problems();
  const values = validateOptions(declared, options, `${preset}()`, problems);
  problems.throwIfAny();
  return values as ValuesOf<Declared>;
}

/** The accepted `aud` value or values, which no preset may leave out. */
export const IsAudience: PropertyDecorator = IsTextOrTexts(
  'is required: the accepted aud value or a list of them, none empty.',
);

/** A list of client ids. */
export const AreClientIds: PropertyDecorator = IsTexts(
  'must be a list of client ids, none empty; leave it out for any.',
);

/** The name of a policy. */
export const IsPolicyName: PropertyDecorator = IsText('must be a name that is not empty.');

/** A host name of two labels or more, in lower case as in `iss`: no scheme, no port, no path. */
export function IsHostName(example: string): PropertyDecorator {
  const message = `must be a host name alone, such as ${example} or a custom domain.`;
  return IsText(message, /^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
}

/** Refuses a text that is known to be a mistake, also in a list, and says why. */
export function MustNot(isMistake: (text: string) => boolean, why: string): PropertyDecorator {
  return Must((value) => !listOf(value).some((one) => typeof one === 'string' && isMistake(one)), why);
}

/** A copy, so that what the caller does to a list later changes nothing. */
export function copyAudience(accepted: IssuerOptions['audience']): IssuerOptions['audience'] {
  return typeof accepted === 'string' || accepted === null ? accepted : [...accepted];
}

/** One value or several, as a list of its own. */
export function listOf<Value>(value: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(value) ? [...value] : [value as Value];
}
