import type { CallAttributes } from '../../claims/index.js';

const LINE_BREAK = /[\n\r\u0085\u2028\u2029]/g;

/** A path as whoever resolves it reads it: `\` is a slash, and there are no segments that are empty, `.` or `..`. */
function resolve(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split(/[/\\]/)) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

/** Undefined for what is no percent-encoding of a text. */
function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path).replaceAll(LINE_BREAK, encodeURIComponent);
  } catch {
    return undefined;
  }
}

function readings(path: string): readonly string[] {
  if (!path.includes('%')) return [path];
  const decoded = decode(path);
  return decoded === undefined ? [path] : [...new Set([path, decoded, resolve(decoded)])];
}

/** Every row of every policy asks for the readings of the same call. */
const known = new WeakMap<CallAttributes, readonly string[]>();

function readingsOf(attributes: CallAttributes): readonly string[] {
  const found = known.get(attributes);
  if (found !== undefined) return found;
  const made = readings(attributes.requestPath);
  known.set(attributes, made);
  return made;
}

/**
 * The texts that a pattern for paths is compared with: the canonical path; as its handler reads it, because
 * `/files/admin%2Fx` is the file admin/x to the handler; and as it is once that is resolved, because `x%2F..%2Fadmin%2Fx`
 * is the same file. A pattern for `/files/admin/.*` must miss none of them. Line breaks stay encoded, because no dot
 * matches them. The root of a service with a base path has no slash of its own: it is read with one and without.
 */
export function pathTexts(attributes: CallAttributes, base: string): readonly string[] {
  const texts = readingsOf(attributes).map((path) => base + path);
  return base !== '' && attributes.requestPath === '/' ? [base, ...texts] : texts;
}
