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
 * `JwtPolicyConfigurationError` with all problems.
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

/** The accepted `aud` value or values. Required in every preset that has it. */
export const IsAudience: PropertyDecorator = IsTextOrTexts(
  'is required: the accepted aud value, or a list of them without empty texts.',
);

/** A list of client ids. */
export const AreClientIds: PropertyDecorator = IsTexts(
  'must be a list of client ids without empty texts; leave it out to accept any client.',
);

/** The name of a policy. */
export const IsPolicyName: PropertyDecorator = IsText('must be a name that is not empty.');

/** A host name with at least two labels, in lower case as in `iss`, without scheme, port and path. */
export function IsHostName(example: string): PropertyDecorator {
  const message = `must be a host name alone, such as ${example} or a custom domain.`;
  return IsText(message, /^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
}

/** Refuses a text that is a known mistake, also in a list, and says why. */
export function MustNot(isMistake: (text: string) => boolean, why: string): PropertyDecorator {
  return Must((value) => !listOf(value).some((one) => typeof one === 'string' && isMistake(one)), why);
}

/** A copy, so that later changes of the caller's list have no effect. */
export function copyAudience(accepted: IssuerOptions['audience']): IssuerOptions['audience'] {
  return typeof accepted === 'string' || accepted === null ? accepted : [...accepted];
}

/** One value or several, as a new list. */
export function listOf<Value>(value: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(value) ? [...value] : [value as Value];
}
