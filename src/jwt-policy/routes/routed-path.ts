import { AmbiguousPathError } from './ambiguous-path.error.js';
import { type FilledPath, fillPath, type RouteParameters } from './filled-path.js';
import type { PatternSegment, PatternVariant } from './pattern-variant.js';
import type { RouterPattern } from './router-pattern.js';

/** The route of a call as policies know it. */
export interface CalledRoute {
  /** The segments of its pattern, for rows; the same list for each call of the route. */
  readonly segments: readonly PatternSegment[];
  /** Whether the sender wrote a slash at the end. False if a handler could not see that slash. */
  readonly hasTrailingSlash: boolean;
}

/** The path of a call as the router understood it. It is filled in once, at the first use. */
export class RoutedPath implements CalledRoute {
  private filled: FilledPath | undefined;
  private path: string | undefined;

  private constructor(
    readonly segments: readonly PatternSegment[],
    /** The pattern that is filled in: an object that all calls of the route share. */
    readonly variant: PatternVariant,
    private readonly parameters: RouteParameters,
  ) {}

  /** Undefined if the parameters do not show which optional parts of the pattern the call used. */
  static of(pattern: RouterPattern, parameters: RouteParameters): RoutedPath | undefined {
    const variant = pattern.usedBy(parameters);
    return variant && new RoutedPath(pattern.segmentsFor(variant), variant, parameters);
  }

  get hasTrailingSlash(): boolean {
    const { text } = this.fill();
    return text.length > 1 && text.endsWith('/');
  }

  /**
   * The pattern with its parameters filled in, each segment encoded again: `/ORDERS/%37/` on the route `/orders/:id` is
   * `/orders/7`, so a rule on paths cannot be side-stepped by case or encoding. No slash at the end. Throws
   * `AmbiguousPathError` where readers could take it for different paths.
   */
  get canonical(): string {
    this.path ??= this.read();
    return this.path;
  }

  private read(): string {
    const { text, isAmbiguous } = this.fill();
    if (isAmbiguous) throw new AmbiguousPathError();
    // The look-behind keeps a long run of slashes in the middle from being searched anew from each of them.
    return text.replace(/(?<!\/)\/+$/, '') || '/';
  }

  private fill(): FilledPath {
    this.filled ??= fillPath(this.variant, this.parameters);
    return this.filled;
  }
}
