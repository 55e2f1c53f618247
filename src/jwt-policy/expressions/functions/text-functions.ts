import { toText } from '../coercion.js';
import type { Evaluate, Frame, Site } from '../frame.js';
import { KIND, TEXT } from '../kind.js';
import type { Operand } from '../operand.js';
import { argument, type FunctionDefinition, type ModuleName, type Parameter } from './function-definition.js';

const NULL_TEXT: Parameter = { name: 'text', kinds: TEXT | KIND.Null };
const nullOr = (kind: number) => (kinds: readonly number[]) => kind | ((kinds[0] as number) & KIND.Null);

/** A function of one text, for which null is something of its own. */
function ofText(
  name: string,
  kind: number,
  forNull: unknown,
  run: (text: string, frame: Frame, site: Site) => unknown,
): FunctionDefinition {
  return {
    name,
    module: 'dw::Core',
    parameters: [NULL_TEXT],
    returns: forNull === null ? nullOr(kind) : kind,
    whenNull: `${name}(null) = ${String(forNull)}`,
    bind: ([text], site) => {
      const { run: read, site: textSite } = text as Operand;
      return (frame) => {
        const value = read(frame);
        if (value === null) return forNull;
        const written = toText(value, textSite);
        site.chargeText(frame, written.length);
        return run(written, frame, site);
      };
    },
  };
}

/** A function of a text and a second text; null for the first one is something of its own. */
function ofTwoTexts(
  module: ModuleName,
  name: string,
  second: string,
  kind: number,
  forNull: unknown,
  run: (text: string, other: string) => unknown,
): FunctionDefinition {
  return {
    name,
    module,
    parameters: [NULL_TEXT, { name: second, kinds: TEXT }],
    returns: forNull === null ? nullOr(kind) : kind,
    whenNull: `null ${name} x = ${String(forNull)}; x ${name} null: error`,
    bind: (args, site): Evaluate => {
      const { run: readText, site: textSite } = argument(args, 0);
      const { run: readOther, site: otherSite } = argument(args, 1);
      return (frame) => {
        const value = readText(frame);
        const other = readOther(frame);
        if (value === null) return forNull;
        const text = toText(value, textSite);
        site.chargeText(frame, text.length);
        return run(text, toText(other, otherSite));
      };
    },
  };
}

/** `trim` of Java: what is not above the blank goes. */
export function trimText(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text.charCodeAt(start) <= 32) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 32) end -= 1;
  return text.slice(start, end);
}

function before(text: string, position: number): string {
  return position < 0 ? '' : text.slice(0, position);
}

function after(text: string, position: number, separator: string): string {
  return position < 0 ? '' : text.slice(position + separator.length);
}

const STRINGS: ModuleName = 'dw::core::Strings';

/** The functions of texts that need neither a list nor a pattern. */
export const TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  ofText('lower', KIND.String, null, (text) => text.toLowerCase()),
  ofText('upper', KIND.String, null, (text, _frame, site) => {
    const upper = text.toUpperCase();
    site.assertTextLength(upper.length);
    return upper;
  }),
  ofText('trim', KIND.String, null, trimText),
  ofText('isBlank', KIND.Boolean, true, (text) => trimText(text) === ''),
  ofTwoTexts('dw::Core', 'startsWith', 'prefix', KIND.Boolean, false, (text, prefix) =>
    text.startsWith(prefix),
  ),
  ofTwoTexts('dw::Core', 'endsWith', 'suffix', KIND.Boolean, false, (text, suffix) => text.endsWith(suffix)),
  ofTwoTexts(STRINGS, 'substringBefore', 'separator', KIND.String, null, (text, separator) =>
    before(text, text.indexOf(separator)),
  ),
  ofTwoTexts(STRINGS, 'substringAfter', 'separator', KIND.String, null, (text, separator) =>
    after(text, text.indexOf(separator), separator),
  ),
  ofTwoTexts(STRINGS, 'substringBeforeLast', 'separator', KIND.String, null, (text, separator) =>
    before(text, text.lastIndexOf(separator)),
  ),
  ofTwoTexts(STRINGS, 'substringAfterLast', 'separator', KIND.String, null, (text, separator) =>
    after(text, text.lastIndexOf(separator), separator),
  ),
];
