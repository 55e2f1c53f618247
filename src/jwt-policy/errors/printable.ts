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
