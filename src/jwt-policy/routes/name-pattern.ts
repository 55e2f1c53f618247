/** A pattern for names of operations. `*` stands for any characters, none included; every other character for itself. */
export class NamePattern {
  /** At least one. */
  private readonly parts: readonly string[];

  constructor(readonly text: string) {
    this.parts = text.split('*');
  }

  /** Whether it is a name itself, without `*`. */
  get isName(): boolean {
    return this.parts.length === 1;
  }

  /** Takes time in proportion to both lengths at most, whatever the name is. */
  matches(name: string): boolean {
    const [start, ...others] = this.parts as [string, ...string[]];
    const end = others.pop();
    if (end === undefined) return name === start;
    if (name.length < start.length + end.length || !name.startsWith(start) || !name.endsWith(end))
      return false;
    const last = name.length - end.length;
    let at = start.length;
    for (const part of others) {
      const found = name.indexOf(part, at);
      if (found === -1 || found + part.length > last) return false;
      at = found + part.length;
    }
    return true;
  }

  /** Whether there is a name that both patterns match. */
  meets(other: NamePattern): boolean {
    const [one, two] = [this.text, other.text];
    // At `column`, after the loop of `row`: whether the rest of one from `row` and the rest of two from `column` meet.
    let below: readonly boolean[] = [];
    for (let row = one.length; row >= 0; row -= 1) {
      const line: boolean[] = [];
      for (let column = two.length; column >= 0; column -= 1) {
        const [left, right] = [one[row], two[column]];
        if (left === '*') line[column] = below[column] === true || line[column + 1] === true;
        else if (right === '*') line[column] = line[column + 1] === true || below[column] === true;
        else line[column] = left === right && (left === undefined || below[column + 1] === true);
      }
      below = line;
    }
    return below[0] === true;
  }
}
