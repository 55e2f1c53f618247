import type { CalledRoute } from '../../routes/index.js';
import type { Call } from '../../tokens/index.js';
import { HttpAttributes } from './http-attributes.js';
import type { HttpRequest } from './http-request.js';

/** A media type is read without regard to letter case (RFC 9110 §8.3.1). */
const FORM = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** An Express or Fastify request as a call. Reads nothing until it is asked. */
export class HttpCall implements Call {
  private looked: HttpAttributes | undefined;

  constructor(private readonly request: HttpRequest) {}

  get method(): string {
    return this.request.method.toUpperCase();
  }

  get route(): CalledRoute | undefined {
    return this.attributes.route;
  }

  /** Made at the first look: most calls need none. */
  get attributes(): HttpAttributes {
    this.looked ??= new HttpAttributes(this.request);
    return this.looked;
  }

  /**
   * From the raw headers: Node joins or drops repeated headers in `headers`, which would hide a second Authorization.
   * Where a platform fills only `headers` (some serverless adapters), those count.
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
    // The last to be looked at: Node makes the headers object only when somebody asks, and it costs as much as a hit.
    const type = this.request.headers['content-type'];
    return typeof type === 'string' && FORM.test(type);
  }

  /** The query is parsed only where the URL has one; `;` starts one in Fastify, if told. */
  private get hasQuery(): boolean {
    const { url } = this.request;
    return url === undefined || url.includes('?') || url.includes(';');
  }
}
