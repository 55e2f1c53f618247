/** A schema of any library that follows Standard Schema, version 1 (https://standardschema.dev): zod, valibot, arktype. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    /** The name of the library. */
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** The result of a schema: the `value`, or the `issues`. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/** One problem. The message may hold the value. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The type of the values that a schema returns. */
export type SchemaOutput<Schema extends StandardSchema> = NonNullable<Schema['~standard']['types']>['output'];

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Whether a value is such a schema. Those of some libraries are functions. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  const standard: unknown = isObject(value) ? (value as Partial<StandardSchema>)['~standard'] : undefined;
  if (!isObject(standard)) return false;
  const { version, vendor, validate } = standard as Record<string, unknown>;
  return version === 1 && typeof vendor === 'string' && typeof validate === 'function';
}
