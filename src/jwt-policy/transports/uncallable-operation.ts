const UNCALLABLE = new WeakSet<Error>();

/** The error of a call of a test that was not made as asked, so that no outcome can be told. */
export function uncallableOperation(why: string, cause?: unknown): Error {
  const error = new Error(why, { cause });
  UNCALLABLE.add(error);
  return error;
}

/** Whether a call was rejected because it was not made. */
export function isUncallableOperation(error: unknown): boolean {
  return error instanceof Error && UNCALLABLE.has(error);
}
