/** Parameters as the router decoded them; a wildcard's value is a text with slashes or a list of segments. */
export type RouteParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

// Express 5: `:name`, `*name`, `{optional}`. Fastify: `:name`, `:name(regex)`, `:name?`, `*`.
const PLACEHOLDER = /:(\w+)(?:\([^)]*\))?\??|\*(\w*)/g;

function encodeSegments(value: string | readonly string[]): string {
  const segments = typeof value === 'string' ? value.split('/') : value;
  return segments.map((segment) => encodeURIComponent(segment)).join('/');
}

function own(parameters: RouteParameters, name: string): string | readonly string[] | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

function fill(pattern: string, parameters: RouteParameters): string {
  return pattern.replaceAll(
    PLACEHOLDER,
    (_placeholder, name: string | undefined, wildcard: string | undefined) => {
      if (name !== undefined) {
        const value = own(parameters, name);
        return value === undefined ? '' : encodeURIComponent(value.toString());
      }
      const value = own(parameters, wildcard || '*');
      return value === undefined ? '' : encodeSegments(value);
    },
  );
}

/** An optional group of Express stands when each of its placeholders has a value. */
function resolveGroups(pattern: string, parameters: RouteParameters): string {
  return pattern.replaceAll(/\{([^{}]*)\}/g, (_group, inner: string) => {
    const names = [...inner.matchAll(PLACEHOLDER)].map(([, name, wildcard]) => name ?? wildcard ?? '*');
    return names.length > 0 && names.every((name) => own(parameters, name) !== undefined) ? inner : '';
  });
}

/**
 * The path of a call as the router understood it: the routed pattern with its parameters filled in, each segment
 * encoded again. `/ORDERS/%37/` on the route `/orders/:id` is `/orders/7`, so a rule on paths cannot be side-stepped
 * by case or encoding.
 */
export function canonicalPath(routePattern: string, parameters: RouteParameters): string {
  const filled = fill(resolveGroups(routePattern, parameters), parameters);
  return filled.length > 1 ? filled.replace(/\/+$/, '') || '/' : filled || '/';
}
