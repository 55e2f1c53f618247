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

/** One spelling of a name: in lower case, and with `-` for `_`, because what reads the environment of a CGI or WSGI takes both alike. */
export function spellHeader(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Name and value of a header. */
export type HeaderValue = readonly [name: string, value: string];

/** The names of headers to remove, made once: each stands for itself in any letter case, and with `_` for `-`. */
export class HeaderNames {
  private readonly spellings: ReadonlySet<string>;

  constructor(names: Iterable<string>) {
    this.spellings = new Set([...names].map(spellHeader));
  }

  has(name: string): boolean {
    return this.spellings.has(spellHeader(name));
  }
}

/** Keeps the pairs of a list of names and values, in place: others hold the very list. */
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

/** Removes headers from a request, wherever a handler could read them. Looks at each header once. */
export function removeHeaders(request: HttpRequest, names: HeaderNames): void {
  const headed = headedOf(request);
  // First of all: Node makes the views from the raw headers once, and counts on finding there all that was sent.
  for (const view of headed.flatMap(viewsOf)) {
    for (const name of Object.keys(view)) if (names.has(name)) delete view[name];
  }
  for (const { rawHeaders } of headed)
    if (rawHeaders !== undefined) keepPairs(rawHeaders, (name) => !names.has(name));
  const left = Object.entries(request.headers).filter(([name]) => !names.has(name));
  // Fastify hands out copies where something has replaced its headers: there is nothing to delete from.
  if (left.length < Object.keys(request.headers).length)
    Object.assign(request, { headers: Object.fromEntries(left) });
}

/** Adds headers to a request, as if they had been sent. Those of their names must have been removed before. */
export function addHeaders(request: HttpRequest, added: readonly HeaderValue[]): void {
  for (const { headers, headersDistinct, rawHeaders } of headedOf(request)) {
    for (const [name, value] of added) {
      if (headers !== undefined) headers[name] = value;
      if (headersDistinct !== undefined) headersDistinct[name] = [value];
      rawHeaders?.push(name, value);
    }
  }
}
