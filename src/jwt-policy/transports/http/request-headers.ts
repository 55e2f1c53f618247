import type { HttpRequest } from './http-request.js';

/** A place where a handler can read headers: the request of the framework, or the incoming message that Fastify wraps. */
interface Headed {
  headers?: Record<string, unknown>;
  headersDistinct?: Record<string, unknown>;
  /** Names and values alternately, as sent. */
  rawHeaders?: string[];
}

function headedOf(request: HttpRequest): readonly Headed[] {
  return [request, request.raw].filter((one) => one !== undefined) as Headed[];
}

function viewsOf({ headers, headersDistinct }: Headed): readonly Record<string, unknown>[] {
  return [headers, headersDistinct].filter((view) => view !== undefined);
}

/**
 * One spelling of a name: in lower case, and with `-` for `_`, because readers of a CGI or WSGI environment treat both
 * alike.
 */
export function spellHeader(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Name and value of a header. */
export type HeaderValue = readonly [name: string, value: string];

/** The names of headers to remove, prepared once. A name matches in any letter case, and `_` matches `-`. */
export class HeaderNames {
  private readonly spellings: ReadonlySet<string>;

  constructor(names: Iterable<string>) {
    this.spellings = new Set([...names].map(spellHeader));
  }

  has(name: string): boolean {
    return this.spellings.has(spellHeader(name));
  }
}

/** Filters a list of names and values in place, because other code holds the same list. */
function keepPairs(raw: string[], isKept: (name: string) => boolean): void {
  let kept = 0;
  for (let index = 0; index < raw.length; index += 2) {
    const [name, value] = [raw[index] as string, raw[index + 1] as string];
    if (!isKept(name)) continue;
    [raw[kept], raw[kept + 1]] = [name, value];
    kept += 2;
  }
  raw.length = kept;
}

/** Removes headers from every place of a request where a handler could read them. It reads each header once. */
export function removeHeaders(request: HttpRequest, names: HeaderNames): void {
  const headed = headedOf(request);
  // This comes first: Node.js creates `headers` and the other views from the raw headers once, and needs all of them
  // for that.
  for (const view of headed.flatMap(viewsOf)) {
    for (const name of Object.keys(view)) if (names.has(name)) delete view[name];
  }
  for (const { rawHeaders } of headed)
    if (rawHeaders !== undefined) keepPairs(rawHeaders, (name) => !names.has(name));
  const left = Object.entries(request.headers).filter(([name]) => !names.has(name));
  // Fastify returns copies after other code has replaced its headers, so deleting from them would have no effect.
  if (left.length < Object.keys(request.headers).length)
    Object.assign(request, { headers: Object.fromEntries(left) });
}

/** Adds headers to a request, as if the client had sent them. Sent headers of the same names must be removed first. */
export function addHeaders(request: HttpRequest, added: readonly HeaderValue[]): void {
  for (const { headers, headersDistinct, rawHeaders } of headedOf(request)) {
    for (const [name, value] of added) {
      if (headers !== undefined) headers[name] = value;
      if (headersDistinct !== undefined) headersDistinct[name] = [value];
      rawHeaders?.push(name, value);
    }
  }
}
