import type { CallAttributes } from '../claims/index.js';
import type { CalledRoute } from './routed-path.js';

/** The same call with the slash that its sender wrote at the end of the path. */
class SlashedAttributes implements CallAttributes {
  constructor(private readonly plain: CallAttributes) {}

  get method(): string {
    return this.plain.method;
  }

  get requestPath(): string {
    return `${this.plain.requestPath}/`;
  }

  get headers(): CallAttributes['headers'] {
    return this.plain.headers;
  }

  get queryParams(): CallAttributes['queryParams'] {
    return this.plain.queryParams;
  }

  get uriParams(): CallAttributes['uriParams'] {
    return this.plain.uriParams;
  }

  get remoteAddress(): string {
    return this.plain.remoteAddress;
  }

  get scheme(): string {
    return this.plain.scheme;
  }
}

/** A call as rows and conditions look at it. What several of them ask for is made once. */
export class RoutedCall {
  private spelt: readonly CallAttributes[] | undefined;
  private paths: readonly (readonly string[])[] | undefined;

  constructor(
    readonly route: CalledRoute,
    readonly attributes: CallAttributes,
  ) {}

  /** The call without the slash at the end of its path, and with it where the sender wrote one. */
  get spellings(): readonly CallAttributes[] {
    const { attributes } = this;
    this.spelt ??= this.route.hasTrailingSlash
      ? [attributes, new SlashedAttributes(attributes)]
      : [attributes];
    return this.spelt;
  }

  /** The segments of the canonical path in each of these spellings. Throws `AmbiguousPathError`. */
  get pathSegments(): readonly (readonly string[])[] {
    this.paths ??= this.spellings.map(({ requestPath }) =>
      requestPath === '/' ? [] : requestPath.slice(1).split('/'),
    );
    return this.paths;
  }
}
