import { compilePattern } from '../patterns/index.js';
import type { PatternPart, Placeholder } from './pattern-variant.js';
import type { PatternVariant } from './pattern-variant.js';
import type { RouteParameters } from './filled-path.js';

/** How a router compares a path with its patterns. */
export interface PathComparison {
  readonly isCaseSensitive: boolean;
  /** Whether a slash at the end makes another path. */
  readonly isStrict: boolean;
}

/** A longer path is not compared. */
const MAX_PATH_CHARACTERS = 4096;

const SPECIAL = /[\\^$.|?*+()[\]{}/-]/g;

function escaped(text: string): string {
  return text.replaceAll(SPECIAL, '\\$&');
}

/** The expression behind a parameter of Fastify, in which no group captures; else one segment or a part of it. */
function expressionOf({ kind, name, text }: Placeholder): string {
  if (kind === 'wildcard') return '.*';
  const own = text.slice(name.length + 1);
  return own.startsWith('(') ? own.replaceAll(/(?<!\\)\((?!\?)/g, '(?:') : '[^/]+?';
}

function sourceOf(parts: readonly PatternPart[], toExpression: (part: Placeholder) => string): string {
  const written = parts.map((part) =>
    part.kind === 'text' ? escaped(part.text) : `(${toExpression(part)})`,
  );
  return `^${written.join('')}$`;
}

/** The groups of the first match, or undefined. A pattern that cannot be compiled matches nothing. */
function groupsOf(
  source: string,
  path: string,
  isCaseSensitive: boolean,
): readonly (string | null)[] | undefined {
  try {
    const [match] = compilePattern(source, { ignoreCase: !isCaseSensitive }).findAll(path);
    return match?.groups.slice(1);
  } catch {
    return undefined;
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function withoutSlash(text: string): string {
  return text.length > 1 && text.endsWith('/') ? text.slice(0, -1) : text;
}

/** The same parts without the slash at their end. */
function withoutLastSlash(parts: readonly PatternPart[]): readonly PatternPart[] {
  const last = parts.at(-1);
  if (last?.kind !== 'text' || (parts.length === 1 && last.text === '/')) return parts;
  return [...parts.slice(0, -1), { kind: 'text', text: last.text.replace(/\/$/, '') }];
}

/**
 * The parameters that a router would read from a path (without query) by a pattern, decoded; undefined where it does not
 * match, or cannot be decoded. A wildcard may be empty. Takes time in proportion to the path, whatever the pattern.
 */
export function matchPath(
  { parts }: PatternVariant,
  path: string,
  { isCaseSensitive, isStrict }: PathComparison,
): RouteParameters | undefined {
  if (path.length > MAX_PATH_CHARACTERS) return undefined;
  const endsOpen = parts.at(-1)?.kind === 'wildcard';
  const compared = isStrict || endsOpen ? path : withoutSlash(path);
  const wanted = isStrict || endsOpen ? parts : withoutLastSlash(parts);
  const groups = groupsOf(sourceOf(wanted, expressionOf), compared, isCaseSensitive);
  if (groups === undefined) return undefined;
  const placeholders = wanted.filter((part) => part.kind !== 'text');
  // The expression has one group for each placeholder, and each takes part in every match.
  const values = placeholders.map(({ name }, index) => [name, decoded(groups[index] as string)] as const);
  if (values.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

/** The parameters of a pattern that nobody has filled: each has its own text, such as `:id`. */
export function unfilledParameters({ parts }: PatternVariant): RouteParameters {
  return Object.fromEntries(parts.flatMap((part) => (part.kind === 'text' ? [] : [[part.name, part.text]])));
}
