/** Nest's own bounds for patterns that are objects. What is larger is no pattern of an application. */
const MAX_DEPTH = 5;
const MAX_KEYS = 20;

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

function memberText(value: unknown, depth: number): string {
  return typeof value === 'string' ? `"${escaped(value)}"` : patternText(value, depth);
}

/**
 * A pattern as a server of @nestjs/microservices looks it up: an object becomes a text with its keys in order, so that each
 * pattern has one text.
 */
export function patternText(pattern: unknown, depth = 0): string {
  if (typeof pattern !== 'object' || pattern === null) return String(pattern);
  const keys = Object.keys(pattern).toSorted((one, other) => one.localeCompare(other));
  if (depth > MAX_DEPTH) return '[MAX_DEPTH_REACHED]';
  if (keys.length > MAX_KEYS) return '[TOO_MANY_KEYS]';
  const parts = keys.map((key) => {
    const value = (pattern as Record<string, unknown>)[key];
    return `"${escaped(key)}":${memberText(value, depth + 1)}`;
  });
  return `{${parts.join(',')}}`;
}

/** The pattern of a message, whose sender may have spelt it as any JSON text of the same value. */
export function calledPatternText(sent: string): string {
  try {
    return patternText(JSON.parse(sent));
  } catch {
    return sent;
  }
}
