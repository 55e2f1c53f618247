import type { PatternNode, Placeholder } from './pattern-variant.js';

/**
 * A placeholder with a plain or a quoted name, an escaped character, a group's ends, or a text without special meaning.
 */
const TOKEN =
  /([:*])([$_\p{ID_Start}][$\u200C\u200D\p{ID_Continue}]*|"(?:[^"\\]|\\.)+")|\\(.)|([{}])|([^\\:*{}()[\]+?!]+)/suy;

const ESCAPED = /\\(.)/gs;

function placeholder(sign: string, label: string, text: string): Placeholder {
  const name = label.startsWith('"') ? label.slice(1, -1).replaceAll(ESCAPED, '$1') : label;
  return { kind: sign === ':' ? 'parameter' : 'wildcard', name, text };
}

/**
 * Reads a pattern as Express 5 does (path-to-regexp 8): `:name`, `*name`, quoted names, `{optional}`, `\` before a
 * character without special meaning. Undefined for a pattern that Express refuses to register.
 */
export function parseExpress(pattern: string): readonly PatternNode[] | undefined {
  const open: PatternNode[][] = [[]];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < pattern.length) {
    const match = TOKEN.exec(pattern);
    const nodes = open.at(-1);
    if (match === null || nodes === undefined) return undefined;
    const [whole, sign, label, escaped, brace, text = escaped] = match;
    if (sign !== undefined && label !== undefined) nodes.push(placeholder(sign, label, whole));
    else if (text !== undefined) nodes.push({ kind: 'text', text });
    else if (brace === '{') open.push([]);
    else {
      open.pop();
      open.at(-1)?.push({ kind: 'group', nodes });
    }
  }
  return open.length === 1 ? open[0] : undefined;
}
