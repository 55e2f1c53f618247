/** Parameters as the router decoded them; a wildcard's value is a text with slashes or a list of segments. */
export type RouteParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

// Express 5: `:name`, `*name`, `{optional}`. Fastify: `:name`, `:name(regex)`, `:name?`, `*`.
const PLACEHOLDER = /:([$\p{ID_Continue}]+)(?:\((?:[^()]|\([^()]*\))*\))?\??|\*([$\p{ID_Continue}]*)/gu;

/** What RFC 3986 §3.3 lets stand in a segment as it is, and `encodeURIComponent` encodes all the same. */
const PLAIN_IN_SEGMENT = /%(?:24|26|2B|2C|3A|3B|3D|40)/g;

/** The one spelling of a segment: only what cannot stand in it is encoded, so that a pattern with `@` or `:` meets it. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll(PLAIN_IN_SEGMENT, (encoded) => decodeURIComponent(encoded));
}

function encodeSegments(value: string | readonly string[]): string {
  const segments = typeof value === 'string' ? value.split('/') : value;
  return segments.map(encodeSegment).join('/');
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
      return name === undefined ? encodeSegments(value) : encodeSegment(value.toString());
    },
  );
}

/** Quoted names and escapes of Express, and the literal colon of Fastify, are not read: nobody should guess them. */
const UNREADABLE = /["\\]|::/;
const FASTIFY_EXPRESSION = /(?<!\\)\(/;
const FASTIFY_OPTIONAL = /\/:([$\p{ID_Continue}]+)((?:\((?:[^()]|\([^()]*\))*\))?)\?$/u;

function isPresent(parameters: RouteParameters, name: string): boolean {
  const value = own(parameters, name);
  return value !== undefined && value !== '';
}

function withoutAbsentOptional(pattern: string, present: (name: string) => boolean): string {
  return pattern.replace(FASTIFY_OPTIONAL, (_whole, name: string, expression: string) =>
    present(name) ? `/:${name}${expression}` : '',
  );
}

/**
 * The pattern without its optional parts, as the call used it: a group of Express stands when its placeholders have
 * values, inner groups first; so does an optional last parameter of Fastify. Undefined where it cannot be told: a
 * group without a placeholder leaves no trace in the parameters.
 */
export function routedPattern(pattern: string, parameters: RouteParameters): string | undefined {
  const isPresentName = (name: string): boolean => isPresent(parameters, name);
  // Only Fastify has regular expressions in a pattern, and then no groups.
  if (FASTIFY_EXPRESSION.test(pattern)) return withoutAbsentOptional(pattern, isPresentName);
  if (UNREADABLE.test(pattern)) return undefined;
  let current = pattern;
  for (let group = /\{([^{}]*)\}/.exec(current); group !== null; group = /\{([^{}]*)\}/.exec(current)) {
    const [whole, inner = ''] = group;
    const names = [...inner.matchAll(PLACEHOLDER)].map(([, name, wildcard]) => nameOf(name, wildcard));
    const present = names.filter(isPresentName).length;
    if (names.length === 0 || (present > 0 && present < names.length)) return undefined;
    current = current.replace(whole, () => (present > 0 ? inner : ''));
  }
  return withoutAbsentOptional(current, isPresentName);
}

/**
 * The path of a call as the router understood it: the routed pattern with its parameters filled in, each segment
 * encoded again. `/ORDERS/%37/` on the route `/orders/:id` is `/orders/7`, so a rule on paths cannot be side-stepped
 * by case or encoding. Throws where the pattern cannot be read, which refuses the call of the rule that asked.
 */
export function canonicalPath(pattern: string, parameters: RouteParameters): string {
  const routed = routedPattern(pattern, parameters);
  if (routed === undefined) throw new TypeError('the pattern of the route cannot be read');
  // The look-behind keeps a long run of slashes in the middle from being searched anew from each of them.
  return fill(routed, parameters).replace(/(?<!\/)\/+$/, '') || '/';
}
