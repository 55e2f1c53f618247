import { parse } from 'node:querystring';
import type { HttpRequest } from './http-request.js';

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** Headers by their names in lower case, each value of a name that came several times. */
function foldHeaders(rawHeaders: readonly string[]): HttpRequest['headers'] {
  const folded = new Map<string, string[]>();
  let pending: string | undefined;
  for (const text of rawHeaders) {
    if (pending === undefined) pending = text.toLowerCase();
    else {
      const values = folded.get(pending) ?? [];
      values.push(text);
      folded.set(pending, values);
      pending = undefined;
    }
  }
  const entries = [...folded].map(
    ([name, values]) => [name, values.length === 1 ? values[0] : values] as const,
  );
  return Object.fromEntries(entries);
}

/** Every parameter of a URL: `parse` would pass over those after the thousandth. */
function queryOf(url: string): HttpRequest['query'] {
  const start = url.indexOf('?');
  return start === -1 ? {} : { ...parse(url.slice(start + 1), undefined, undefined, { maxKeys: 0 }) };
}

/**
 * The request that began a WebSocket connection, of Node.js or as Fastify wraps it. Only its raw headers are read: Mercurius
 * merges the parameters of the client into the others, so that a client could replace what a proxy has set. Undefined for
 * what has none of Node.js.
 */
export function upgradeRequest(given: unknown): HttpRequest | undefined {
  const request = membersOf(given);
  const raw = 'raw' in request ? membersOf(request['raw']) : request;
  const { rawHeaders, url } = raw;
  if (!isTexts(rawHeaders)) return undefined;
  const address = membersOf(raw['socket'])['remoteAddress'];
  return {
    method: 'GET',
    headers: foldHeaders(rawHeaders),
    rawHeaders,
    ...(typeof url === 'string' && { url, query: queryOf(url) }),
    ...(typeof address === 'string' && { ip: address }),
    protocol: 'ws',
  };
}
