/** Parameters as the router decoded them; a wildcard's value is a text with slashes or a list of segments. */
export type RouteParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

// Express 5: `:name`, `*name`, `{optional}`. Fastify: `:name`, `:name(regex)`, `:name?`, `*`.
const PLACEHOLDER = /:([$\p{ID_Continue}]+)(?:\((?:[^()]|\([^()]*\))*\))?\??|\*([$\p{ID_Continue}]*)/gu;

function encodeSegments(value: string | readonly string[]): string {
  const segments = typeof value === 'string' ? value.split('/') : value;
  return segments.map((segment) => encodeURIComponent(segment)).join('/');
}

/** The parameter that a placeholder stands for; Fastify calls that of its wildcard `*`. */
function nameOf(name: string | undefined, wildcard: string | undefined): string {
  return name ?? (wildcard || '*');
}

function own(parameters: RouteParameters, name: string): string | readonly string[] | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

function fill(pattern: string, parameters: RouteParameters): string {
  return pattern.replaceAll(
    PLACEHOLDER,
    (_placeholder, name: string | undefined, wildcard: string | undefined) => {
      const value = own(parameters, nameOf(name, wildcard));
      if (value === undefined) return '';
      return name === undefined ? encodeSegments(value) : encodeURIComponent(value.toString());
    },
  );
}

/**
 * The pattern that a call was really routed by: an optional group of Express stands when each of its placeholders has
 * a value. Inner groups first.
 */
export function resolveGroups(pattern: string, parameters: RouteParameters): string {
  const resolved = pattern.replaceAll(/\{([^{}]*)\}/g, (_group, inner: string) => {
    const names = [...inner.matchAll(PLACEHOLDER)].map(([, name, wildcard]) => nameOf(name, wildcard));
    return names.length > 0 && names.every((name) => own(parameters, name) !== undefined) ? inner : '';
  });
  return resolved === pattern ? resolved : resolveGroups(resolved, parameters);
}

/**
 * The path of a call as the router understood it: the routed pattern with its parameters filled in, each segment
 * encoded again. `/ORDERS/%37/` on the route `/orders/:id` is `/orders/7`, so a rule on paths cannot be side-stepped
 * by case or encoding.
 */
export function canonicalPath(routePattern: string, parameters: RouteParameters): string {
  const filled = fill(resolveGroups(routePattern, parameters), parameters);
  // The look-behind keeps a long run of slashes in the middle from being searched anew from each of them.
  return filled.replace(/(?<!\/)\/+$/, '') || '/';
}
