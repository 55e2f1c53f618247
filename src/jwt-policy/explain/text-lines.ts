/** Styles of a terminal (ECMA-48 §8.3.117). Words and shape say the same without them. */
const STYLES = { bad: '31', good: '32', unsure: '33', quiet: '2', strong: '1' } as const;

export type TextStyle = keyof typeof STYLES;

/** Puts a text into a style, or leaves it as it is. */
export type Paint = (style: TextStyle, text: string) => string;

/** Paints for a terminal, or not at all. */
export function painter(colours: boolean): Paint {
  return (style, text) => (colours ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text);
}

/**
 * Breaks a text at its blanks into lines of at most so many columns. Further lines are indented by as many blanks as
 * `first` is long. A word that is longer than a line is cut into pieces.
 */
export function wrap(first: string, text: string, columns: number): readonly [string, ...string[]] {
  const room = Math.max(20, columns - first.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > room) {
      lines.push(line);
      line = '';
    }
    while (rest.length > room) {
      lines.push(rest.slice(0, room));
      rest = rest.slice(room);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  lines.push(line);
  const [head, ...tail] = lines as [string, ...string[]];
  const indent = ' '.repeat(first.length);
  return [`${first}${head}`.trimEnd(), ...tail.map((one) => `${indent}${one}`.trimEnd())];
}
