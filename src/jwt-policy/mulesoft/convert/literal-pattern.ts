/** Characters that stand for themselves, escaped ones, and `.*`. */
const LITERAL = String.raw`[\w/~%:@=,;&!' -]|\\[./-]`;
const LITERAL_PATTERN = new RegExp(String.raw`^\^?((?:${LITERAL}|\.\*)*)\$?$`);

/** Whether a text is these parts in this order with anything between them. The first and last stand at its ends. */
function isMadeOf(parts: readonly string[], text: string): boolean {
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= text.length - last.length;
}

/**
 * Matches whole texts without line breaks by a pattern that is nothing but characters and `.*`, such as `/orders/.*`:
 * most patterns of paths are, and comparing is much faster than an engine. Undefined for any other pattern.
 */
export function compileLiteralPattern(source: string): ((text: string) => boolean) | undefined {
  const inner = LITERAL_PATTERN.exec(source)?.[1];
  if (inner === undefined) return undefined;
  const parts = inner.split(/(?<!\\)\.\*/).map((part) => part.replaceAll(/\\(.)/g, '$1'));
  return (text) => isMadeOf(parts, text);
}
