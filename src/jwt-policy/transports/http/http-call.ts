import type { CalledRoute } from '../../routes/index.js';
import type { Call } from '../../tokens/index.js';
import { HttpAttributes } from './http-attributes.js';
import type { HttpRequest } from './http-request.js';

/** Compared in any letter case (RFC 9110 §8.3.1). */
const FORM = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** An Express or Fastify request as a call. It reads each part at the first use. */
export class HttpCall implements Call {
  private looked: HttpAttributes | undefined;

  constructor(private readonly request: HttpRequest) {}

  get method(): string {
    return this.request.method.toUpperCase();
  }

  get route(): CalledRoute | undefined {
    return this.attributes.route;
  }

  /** Created at the first use, because most calls need no attributes. */
  get attributes(): HttpAttributes {
    this.looked ??= new HttpAttributes(this.request);
    return this.looked;
  }

  /**
   * Reads the raw headers, because Node.js joins or drops repeated headers in `headers`, which would hide a second
   * Authorization. If a platform fills only `headers`, as some serverless adapters do, it reads those.
   */
  headerValues(name: string): readonly string[] {
    const raw = this.request.rawHeaders ?? this.request.raw?.rawHeaders ?? [];
    const values: string[] = [];
    for (let index = 0; index < raw.length; index += 2) {
      const sent = raw[index];
      const value = raw[index + 1];
      if (value !== undefined && sent?.length === name.length && sent.toLowerCase() === name)
        values.push(value);
    }
    if (values.length > 0) return values;
    const folded = this.request.headers[name];
    return folded === undefined ? [] : [folded].flat();
  }

  hasParameter(name: string): boolean {
    if (this.hasQuery && Object.hasOwn(this.attributes.queryParams, name)) return true;
    const { body } = this.request;
    if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return false;
    // `headers` is read last: Node.js creates that object at the first use, and it costs as much as a cache hit.
    const type = this.request.headers['content-type'];
    return typeof type === 'string' && FORM.test(type);
  }

  /** The query is parsed only if the URL has one. In Fastify `;` can start one too, by an option. */
  private get hasQuery(): boolean {
    const { url } = this.request;
    return url === undefined || url.includes('?') || url.includes(';');
  }
}
