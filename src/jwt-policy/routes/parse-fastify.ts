import type { PatternNode } from './pattern-variant.js';

/** Only the last parameter can be optional, with or without a slash after it. */
const OPTIONAL = /^(.*?)\/:([^/()]*?)\?(\/?)$/s;

/** Literal text up to the next special character. */
const TEXT = /[^:*]+/y;

/** A name ends where an expression, a static part or the segment begins. */
const PARAMETER = /:[^(\-./]*/y;

/** The position after the expression that begins at `start`, or `start` if none begins. Undefined if it has no end. */
function endOfExpression(pattern: string, start: number): number | undefined {
  if (pattern[start] !== '(') return start;
  let depth = 0;
  for (let index = start; index < pattern.length; index += 1) {
    const character = pattern[index];
    if (character === '\\') index += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return undefined;
}

/** The match of a sticky expression at a position. */
function matchAt(expression: RegExp, pattern: string, index: number): string | undefined {
  expression.lastIndex = index;
  return expression.exec(pattern)?.[0];
}

function parseRequired(pattern: string): readonly PatternNode[] | undefined {
  const nodes: PatternNode[] = [];
  // After a parameter, up to the next slash, a star has no special meaning.
  let isBehindParameter = false;
  let index = 0;
  while (index < pattern.length) {
    const text = matchAt(TEXT, pattern, index);
    const parameter = matchAt(PARAMETER, pattern, index);
    let end = index + 1;
    if (text !== undefined) {
      nodes.push({ kind: 'text', text });
      isBehindParameter &&= !text.includes('/');
      end = index + text.length;
    } else if (pattern.startsWith('::', index)) {
      nodes.push({ kind: 'text', text: ':' });
      end = index + 2;
    } else if (parameter !== undefined) {
      const behind = endOfExpression(pattern, index + parameter.length);
      if (behind === undefined) return undefined;
      end = behind;
      nodes.push({ kind: 'parameter', name: parameter.slice(1), text: pattern.slice(index, end) });
      isBehindParameter = true;
    } else if (isBehindParameter) nodes.push({ kind: 'text', text: '*' });
    else nodes.push({ kind: 'wildcard', name: '*', text: '*' });
    index = end;
  }
  return nodes;
}

/**
 * Reads a pattern as Fastify does (find-my-way 9): `:name`, `:name(expression)`, `:name?` at the end, `*`, `::` for a
 * plain colon. Braces have no special meaning. Undefined for a pattern that Fastify refuses to register.
 */
export function parseFastify(pattern: string): readonly PatternNode[] | undefined {
  const [, before, name, behind = ''] = OPTIONAL.exec(pattern) ?? [];
  if (before === undefined || name === undefined) return parseRequired(pattern);
  const nodes = parseRequired(before);
  const group: PatternNode = {
    kind: 'group',
    nodes: [
      { kind: 'text', text: '/' },
      { kind: 'parameter', name, text: `:${name}` },
    ],
  };
  return nodes && [...nodes, group, { kind: 'text', text: behind }];
}
