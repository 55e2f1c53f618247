/** Whether a value is a promise, for which nobody waits here: its rejection must not end the process. */
export function dropPromise(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('then' in value)) return false;
  Promise.resolve(value).catch(() => undefined);
  return true;
}
