import { quote } from './printable.js';

/** A longer text is not a misspelt name. */
const MAX_CHARACTERS = 64;

function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] as number) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const removed = (previous[column] as number) + 1;
      const added = (current[column - 1] as number) + 1;
      current.push(Math.min(replaced, removed, added));
    }
    previous = current;
  }
  return previous[to.length] as number;
}

/** The name that was probably meant: at most a third of it typed otherwise, letter case not counted. */
export function closestName(typed: string, names: readonly string[]): string | undefined {
  if (typed.length > MAX_CHARACTERS) return undefined;
  const lower = typed.toLowerCase();
  const ranked = names
    .map((name) => ({ name, edits: editDistance(lower, name.toLowerCase()) }))
    .toSorted((one, other) => one.edits - other.edits);
  const [best] = ranked;
  if (best === undefined || best.edits >= typed.length) return undefined;
  return best.edits <= Math.ceil(best.name.length / 3) ? best.name : undefined;
}

/** The message for a name that is no option: the option that was probably meant, or all of them. */
export function unknownOption(name: string, known: readonly string[]): string {
  const meant = closestName(name, known);
  return meant === undefined
    ? `is not an option here; known are ${known.join(', ')}.`
    : `is not an option here; did you mean ${meant}?`;
}

/** Every name of an object that is not an option, with its message. A misspelt option would not be enforced. */
export function unknownOptions(
  options: object,
  known: readonly string[],
): readonly { readonly name: string; readonly message: string }[] {
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  return unknown.map((name) => ({ name, message: unknownOption(name, known) }));
}

/** The first of them in one sentence, or undefined: `"optional" is not an option here; known are claim, rule.` */
export function unknownOptionProblem(options: object, known: readonly string[]): string | undefined {
  const [first] = unknownOptions(options, known);
  return first && `${quote(first.name)} ${first.message}`;
}
