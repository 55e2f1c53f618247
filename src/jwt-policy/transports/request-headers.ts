import type { HttpRequest } from './http-request.js';

/** Where a handler can read headers: the request of the framework, and the incoming message that Fastify wraps. */
interface Headed {
  headers?: Record<string, unknown>;
  headersDistinct?: Record<string, unknown>;
  /** Name and value in turn, as sent. */
  rawHeaders?: string[];
}

function headedOf(request: HttpRequest): readonly Headed[] {
  return [request, request.raw].filter((one) => one !== undefined) as Headed[];
}

function viewsOf({ headers, headersDistinct }: Headed): readonly Record<string, unknown>[] {
  return [headers, headersDistinct].filter((view) => view !== undefined);
}

/** One spelling of a name: what reads the environment of a CGI or WSGI takes `_` for `-`. */
function spell(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Removes headers from a request, wherever a handler could read them: in any letter case, and with `_` for `-`. */
export function removeHeaders(request: HttpRequest, names: Iterable<string>): void {
  const removed = new Set([...names].map(spell));
  const isRemoved = (name: string): boolean => removed.has(spell(name));
  const headed = headedOf(request);
  // First of all: Node makes the views from the raw headers once, and counts on finding there all that was sent.
  for (const view of headed.flatMap(viewsOf)) {
    for (const name of Object.keys(view)) if (isRemoved(name)) delete view[name];
  }
  for (const { rawHeaders: raw = [] } of headed) {
    for (let index = raw.length - 2; index >= 0; index -= 2) {
      if (isRemoved(raw[index] ?? '')) raw.splice(index, 2);
    }
  }
  const left = Object.entries(request.headers).filter(([name]) => !isRemoved(name));
  // Fastify hands out copies where something has replaced its headers: there is nothing to delete from.
  if (left.length < Object.keys(request.headers).length)
    Object.assign(request, { headers: Object.fromEntries(left) });
}

/** Sets a header of a request, as if it had been sent. */
export function setHeader(request: HttpRequest, name: string, value: string): void {
  removeHeaders(request, [name]);
  for (const { headers, headersDistinct, rawHeaders } of headedOf(request)) {
    if (headers !== undefined) headers[name] = value;
    if (headersDistinct !== undefined) headersDistinct[name] = [value];
    rawHeaders?.push(name, value);
  }
}
