import { parseExpress } from './parse-express.js';
import { parseFastify } from './parse-fastify.js';
import { variantsOf, type PatternNode, type PatternSegment, type PatternVariant } from './pattern-variant.js';
import { isFilled, type RouteParameters } from './filled-path.js';

/** The pattern of a route as it was registered, with its optional groups. */
export class RouterPattern {
  private readonly variants: readonly PatternVariant[];
  private readonly optionalNames: readonly string[];
  private readonly wildcardNames: readonly string[];

  constructor(nodes: readonly PatternNode[]) {
    this.variants = variantsOf(nodes);
    const optional = this.variants.flatMap((variant) => variant.optional);
    this.optionalNames = [...new Set(optional.map(({ name }) => name))];
    this.wildcardNames = optional.filter(({ kind }) => kind === 'wildcard').map(({ name }) => name);
  }

  /**
   * The variant that a call used: the one whose optional placeholders are exactly those that have values. Undefined
   * if this is not certain, because a group without a placeholder leaves no trace in the parameters.
   */
  usedBy(parameters: RouteParameters): PatternVariant | undefined {
    const [first, ...others] = this.variants;
    return others.length === 0 ? first : this.find((name) => isFilled(parameters, name));
  }

  /**
   * The segments that rows are compared with: an absent optional wildcard counts as present, because `/admin/` reaches
   * the handler of `/admin/{*path}`, and a policy for `/admin/*` must not miss it.
   */
  segmentsFor(variant: PatternVariant): readonly PatternSegment[] {
    return this.withWildcards(variant).segments;
  }

  /** The variants that differ for rows: one for each list of segments. */
  distinctVariants(): readonly PatternVariant[] {
    return this.variants.filter((variant) => this.withWildcards(variant) === variant);
  }

  private withWildcards(variant: PatternVariant): PatternVariant {
    if (this.wildcardNames.length === 0) return variant;
    const names = new Set([...variant.optional.map(({ name }) => name), ...this.wildcardNames]);
    return this.find((name) => names.has(name)) ?? variant;
  }

  private find(isPresent: (name: string) => boolean): PatternVariant | undefined {
    const fitting = this.variants.filter(({ optional }) =>
      this.optionalNames.every(
        (wanted) => optional.some(({ name }) => name === wanted) === isPresent(wanted),
      ),
    );
    return fitting.length === 1 ? fitting[0] : undefined;
  }
}

/** The router whose syntax a pattern has. `any`: the first that can read it, Express before Fastify. */
export type RouterSyntax = 'express' | 'fastify' | 'any';

const PARSERS: Readonly<Record<RouterSyntax, (pattern: string) => readonly PatternNode[] | undefined>> = {
  express: parseExpress,
  fastify: parseFastify,
  any: (pattern) => parseExpress(pattern) ?? parseFastify(pattern),
};

/** An application has as many patterns as routes; the bound is for patterns that do not come from a router. */
const MAX_CACHED_PATTERNS = 10_000;

function reader(syntax: RouterSyntax): (pattern: string) => RouterPattern | undefined {
  const known = new Map<string, RouterPattern | undefined>();
  return (pattern) => {
    const found = known.get(pattern);
    if (found !== undefined || known.has(pattern)) return found;
    const nodes = PARSERS[syntax](pattern);
    const read = nodes && new RouterPattern(nodes);
    if (known.size >= MAX_CACHED_PATTERNS) known.clear();
    known.set(pattern, read);
    return read;
  };
}

/** Readers that parse each pattern once. They return undefined for a pattern that the router would refuse to register. */
export const readPattern: Readonly<Record<RouterSyntax, (pattern: string) => RouterPattern | undefined>> = {
  express: reader('express'),
  fastify: reader('fastify'),
  any: reader('any'),
};
