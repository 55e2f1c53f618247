import type { HttpRequest } from './http-call.js';

/** Name and value in turn, as Node keeps what was sent. */
function rawHeadersOf({ rawHeaders, raw }: HttpRequest): string[] | undefined {
  return (rawHeaders ?? raw?.rawHeaders) as string[] | undefined;
}

/**
 * Removes headers from a request, wherever a handler could read them. `names` are in lower case. With `_` for `-` they
 * are removed too: what reads the environment of a CGI or WSGI takes one for the other.
 */
export function removeHeaders(request: HttpRequest, names: ReadonlySet<string>): void {
  const isRemoved = (name: string): boolean => {
    const lower = name.toLowerCase();
    return names.has(lower) || names.has(lower.replaceAll('_', '-'));
  };
  const headers = request.headers as Record<string, unknown>;
  for (const name of Object.keys(headers)) if (isRemoved(name)) delete headers[name];
  const raw = rawHeadersOf(request) ?? [];
  for (let index = raw.length - 2; index >= 0; index -= 2) {
    if (isRemoved(raw[index] ?? '')) raw.splice(index, 2);
  }
}

/** Sets a header of a request, as if it had been sent. */
export function setHeader(request: HttpRequest, name: string, value: string): void {
  removeHeaders(request, new Set([name]));
  (request.headers as Record<string, unknown>)[name] = value;
  rawHeadersOf(request)?.push(name, value);
}
