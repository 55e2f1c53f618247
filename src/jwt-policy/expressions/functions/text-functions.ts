import { toText } from '../evaluate/coercion.js';
import type { Evaluate, Frame, Site } from '../evaluate/frame.js';
import { KIND, TEXT } from '../evaluate/kind.js';
import type { Operand } from '../evaluate/operand.js';
import { firstPlaceOf, lastPlaceOf } from '../evaluate/text-search.js';
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
        const written = toText(value, frame, textSite);
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
  run: (text: string, other: string, frame: Frame, site: Site) => unknown,
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
        return run(toText(value, frame, textSite), toText(other, frame, otherSite), frame, site);
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

function before(text: string, place: number): string {
  return text.slice(0, place);
}

function after(text: string, place: number, separator: string): string {
  return text.slice(place + separator.length);
}

/** A function that gives the part of a text before or after a separator, nothing where that is not there. */
function substring(
  name: string,
  find: typeof firstPlaceOf,
  part: (text: string, place: number, separator: string) => string,
): FunctionDefinition {
  return ofTwoTexts(
    'dw::core::Strings',
    name,
    'separator',
    KIND.String,
    null,
    (text, separator, frame, site) => {
      const place = find(text, separator, frame, site);
      return place < 0 ? '' : part(text, place, separator);
    },
  );
}

/** Letters become longer in another case: ß becomes SS, and İ an i with a dot. */
function inCase(convert: (text: string) => string) {
  return (text: string, _frame: Frame, site: Site): string => {
    const converted = convert(text);
    site.assertTextLength(converted.length);
    return converted;
  };
}

/** The functions of texts that need neither a list nor a pattern. */
export const TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  ofText(
    'lower',
    KIND.String,
    null,
    inCase((text) => text.toLowerCase()),
  ),
  ofText(
    'upper',
    KIND.String,
    null,
    inCase((text) => text.toUpperCase()),
  ),
  ofText('trim', KIND.String, null, trimText),
  ofText('isBlank', KIND.Boolean, true, (text) => trimText(text) === ''),
  ofTwoTexts('dw::Core', 'startsWith', 'prefix', KIND.Boolean, false, (text, prefix, frame, site) => {
    site.chargeText(frame, prefix.length);
    return text.slice(0, prefix.length) === prefix;
  }),
  ofTwoTexts('dw::Core', 'endsWith', 'suffix', KIND.Boolean, false, (text, suffix, frame, site) => {
    site.chargeText(frame, suffix.length);
    return suffix === '' || text.slice(-suffix.length) === suffix;
  }),
  substring('substringBefore', firstPlaceOf, before),
  substring('substringAfter', firstPlaceOf, after),
  substring('substringBeforeLast', lastPlaceOf, before),
  substring('substringAfterLast', lastPlaceOf, after),
];
