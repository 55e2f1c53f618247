/** What a terminal may obey or hide: control and format characters, line separators; all but the end of a line. */
const UNSEEN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu;
const LINE_END = /\s*[\n\r\p{Zl}\p{Zp}]\s*/gu;

/** Text of a file or of options as it may be printed: no character in it moves, colours or hides anything. */
export function printable(text: string): string {
  return text.replaceAll(UNSEEN, '?');
}

/** The same on one line, so that a text of several lines cannot pass for several entries of a log. */
export function singleLine(text: string): string {
  return printable(text.replaceAll(LINE_END, ' '));
}

/**
 * Untrusted text for a log line: JSON-escaped and at most `limit` characters, so that a `kid` or an `iss`
 * cannot forge log lines or flood the log.
 */
export function quote(text: unknown, limit = 64): string {
  const plain = typeof text === 'string' ? text : typeof text;
  const shown = plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
  return printable(JSON.stringify(shown));
}

function escaped(characters: string): string {
  const units = characters.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return `\\u${units.join('\\u')}`;
}

/** A value as JSON of several lines. Programs read the same value; a terminal gets escapes for what it may obey. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(UNSEEN, escaped);
}

/** Values of the options for a log line, quoted. The first five: more of them tell a reader nothing new. */
export function quoteList(values: readonly string[]): string {
  const shown = values.slice(0, 5).map((value) => quote(value, 200));
  const rest = values.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
