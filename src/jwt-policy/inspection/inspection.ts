/**
 * The key of the symbol under which an application answers the command line. It is shared by every copy of this package
 * in a process, because the command and the application may have two.
 */
export const INSPECTION_KEY = 'nest-jwt-policy:inspection';

/**
 * What an application answers, by the name of the question. An answer is plain data that JSON can hold. `details` comes
 * from another process.
 */
export type Inspection = Readonly<Record<string, (details: unknown) => unknown>>;
