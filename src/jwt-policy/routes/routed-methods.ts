/** The methods that Nest routes. A method that is not among them could never match. */
export const ROUTED_METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'SEARCH',
  'PROPFIND',
  'PROPPATCH',
  'MKCOL',
  'COPY',
  'MOVE',
  'LOCK',
  'UNLOCK',
  'QUERY',
] as const;

/** Whether Nest routes a method, in any letter case. */
export function isRoutedMethod(value: unknown): boolean {
  return typeof value === 'string' && (ROUTED_METHODS as readonly string[]).includes(value.toUpperCase());
}
