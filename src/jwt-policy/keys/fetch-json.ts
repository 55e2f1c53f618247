import { JwtPolicyError, quote } from '../errors/index.js';
import { shownUrl } from './endpoint.js';

/** The part of the global `fetch` that is used. A replacement may add a proxy, a CA or headers. */
export type FetchFunction = (
  url: string,
  init: {
    readonly signal: AbortSignal;
    readonly redirect: 'manual';
    readonly headers: Record<string, string>;
  },
) => Promise<Response>;

/** The network of the machine. No other place of the library uses it. */
export const systemFetch: FetchFunction = (url, init) => fetch(url, init);

/** Reading stops at a larger answer. A key set of 100 RSA keys with certificates takes less. */
export const MAX_DOCUMENT_BYTES = 1_000_000;

/** Thrown when a document could not be fetched. The message names the cause, never the content. */
export class FetchRefusedError extends JwtPolicyError {
  override readonly name = 'FetchRefusedError';
  readonly code = 'FETCH_REFUSED';
}

function memberOf(value: unknown, name: 'cause' | 'code' | 'message'): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** A code such as `ECONNREFUSED`, which `fetch` hides in the cause. Codes hold no addresses, and messages may. */
function causeOf(error: unknown): string {
  if (error instanceof FetchRefusedError) return error.message;
  const cause = memberOf(error, 'cause');
  // The Fetch standard blocks the ports of mail servers and the like. The error for that has no code.
  if (memberOf(cause, 'message') === 'bad port') return 'fetch refuses to connect to this port';
  const code = memberOf(cause, 'code') ?? memberOf(error, 'code');
  return typeof code === 'string' ? code : 'the connection failed';
}

/** Checks what the `fetch` option returned: clients such as axios return objects that only look like a Response. */
function assertResponse(value: unknown): asserts value is Response {
  const isObject = typeof value === 'object' && value !== null;
  const { status, body } = (isObject ? value : {}) as { status?: unknown; body?: unknown };
  const isBody = body === null || (typeof body === 'object' && Symbol.asyncIterator in body);
  if (typeof status === 'number' && isBody) return;
  throw new FetchRefusedError('the fetch option returned something that is not a Response of the Fetch API');
}

/** Why an answer is refused for its status. */
function statusProblem({ status, headers }: Response, url: string): string {
  const location = status >= 300 && status < 400 ? headers.get('location') : null;
  if (location === null) return `the answer has status ${status}, not 200`;
  const target = URL.canParse(location, url) ? new URL(location, url).href : location;
  return `the answer is a redirect (${status}) to ${quote(shownUrl(target), 200)}, and redirects are not followed; if that is the right place, configure its URL`;
}

/** Why an answer cannot be parsed. Of the content nothing is shown, and of its type only that it is a page. */
function parseProblem({ headers }: Partial<Response>, bytes: Uint8Array): string {
  // The Response of a fetch option may lack headers.
  if (/^text\/html\b/i.test(headers?.get('content-type') ?? ''))
    return 'the answer is not JSON but a page (text/html), such as that of a login or a proxy';
  const isBegun = /^\s*[{[]/.test(new TextDecoder().decode(bytes.subarray(0, 100)));
  return isBegun ? 'the answer is not JSON: it is cut off or damaged' : 'the answer is not JSON';
}

async function readCapped(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of response.body ?? []) {
    total += chunk.byteLength;
    if (total > MAX_DOCUMENT_BYTES)
      throw new FetchRefusedError(`the answer is larger than ${MAX_DOCUMENT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function request(
  url: string,
  accept: string,
  fetch: FetchFunction,
  signal: AbortSignal,
): Promise<unknown> {
  const response: unknown = await fetch(url, { signal, redirect: 'manual', headers: { accept } });
  assertResponse(response);
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new FetchRefusedError(statusProblem(response, url));
  }
  const bytes = await readCapped(response);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new FetchRefusedError(parseProblem(response, bytes));
  }
}

/** The media types of a discovery document (OpenID Connect Discovery 1.0 §4.2). */
export const DISCOVERY_TYPES = 'application/json';
/** The media types of a key set. Some servers answer 406 unless theirs (RFC 7517 §8.5.2) is asked for. */
export const JWKS_TYPES = 'application/json, application/jwk-set+json';

/**
 * Fetches a JSON document, the only kind of call the library makes. Status 200 only, no redirects,
 * at most 1 MB, and the signal ends all of it, the body included, even if `fetch` ignores the signal.
 * `accept` is the Accept header of the request; the type of the answer does not matter.
 * Rejects with `FetchRefusedError`.
 */
export async function fetchJson(
  url: string,
  accept: string,
  fetch: FetchFunction,
  signal: AbortSignal,
): Promise<unknown> {
  const settled = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new FetchRefusedError(String(signal.reason)));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([request(url, accept, fetch, signal), aborted]);
  } catch (error) {
    throw new FetchRefusedError(causeOf(error));
  } finally {
    // The signal outlives this fetch, so its listeners would pile up.
    settled.abort();
  }
}
