/** What JSON leaves as it is and a terminal may obey or hide: control and format characters, line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Untrusted text for a log line: JSON-escaped and at most `limit` characters, so that a `kid` or an `iss`
 * cannot forge log lines or flood the log.
 */
export function quote(text: unknown, limit = 64): string {
  const plain = typeof text === 'string' ? text : typeof text;
  const shown = plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
  return JSON.stringify(shown).replaceAll(UNSEEN, '?');
}

/** Values of the options for a log line, quoted. The first five: more of them tell a reader nothing new. */
export function quoteList(values: readonly string[]): string {
  const shown = values.slice(0, 5).map((value) => quote(value, 200));
  const rest = values.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
