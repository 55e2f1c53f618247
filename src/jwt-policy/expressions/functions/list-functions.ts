import { toJoinedText, toText } from '../evaluate/coercion.js';
import { isEqual } from '../evaluate/comparison.js';
import type { Evaluate, Frame, Site } from '../evaluate/frame.js';
import { ANY_JSON, KIND, TEXT, kindOf } from '../evaluate/kind.js';
import type { Operand } from '../evaluate/operand.js';
import { firstPlaceOf, lastPlaceOf, placesOf } from '../evaluate/text-search.js';
import { argument, type FunctionDefinition } from './function-definition.js';

const SIZED = KIND.Array | KIND.String | KIND.Object;

/** How many elements, characters or keys a value has. Keys have to be counted. */
function sizeOf(value: unknown, frame: Frame, site: Site): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (kindOf(value) === KIND.Object) {
    const { length } = Object.keys(value as object);
    site.charge(frame, length + 1);
    return length;
  }
  throw site.wrongKind(value, SIZED);
}

/** How something is found in a list, by a test of each element, and in a text. */
interface Finding {
  readonly inList: (list: readonly unknown[], isSought: (item: unknown) => boolean) => unknown;
  readonly inText: (text: string, part: string, frame: Frame, site: Site) => unknown;
}

function findIn(
  { inList, inText }: Finding,
  forNull: unknown,
  args: readonly Operand[],
  site: Site,
): Evaluate {
  const [container, part] = [argument(args, 0), argument(args, 1)];
  return (frame) => {
    const [value, sought] = [container.run(frame), part.run(frame)];
    if (value === null) return forNull;
    if (!Array.isArray(value))
      return inText(toText(value, frame, container.site), toText(sought, frame, part.site), frame, site);
    site.charge(frame, value.length + 1);
    return inList(value, (item) => isEqual(item, sought, frame, site));
  };
}

function finding(name: string, kind: number, forNull: unknown, how: Finding): FunctionDefinition {
  return {
    name,
    module: 'dw::Core',
    parameters: [
      { name: 'container', kinds: KIND.Null | KIND.Array | TEXT },
      { name: 'sought', kinds: ANY_JSON | KIND.DateTime },
    ],
    returns: kind,
    whenNull: `null ${name} x = ${JSON.stringify(forNull)}; a text ${name} null: error`,
    bind: (args, site) => findIn(how, forNull, args, site),
  };
}

function bindJoinBy(args: readonly Operand[], site: Site): Evaluate {
  const [list, separator] = [argument(args, 0), argument(args, 1)];
  return (frame) => {
    const value = list.run(frame);
    const between = separator.run(frame);
    if (value === null) return null;
    if (!Array.isArray(value)) throw list.site.wrongKind(value, KIND.Null | KIND.Array);
    const joiner = toText(between, frame, separator.site);
    site.charge(frame, value.length);
    let text = '';
    for (const [index, item] of value.entries()) {
      text += (index === 0 ? '' : joiner) + toJoinedText(item, frame, list.site);
      site.assertTextLength(text.length);
    }
    site.chargeText(frame, text.length);
    return text;
  };
}

function bindConcat(args: readonly Operand[], site: Site): Evaluate {
  const [left, right] = [argument(args, 0), argument(args, 1)];
  return (frame) => {
    const [first, second] = [left.run(frame), right.run(frame)];
    if (Array.isArray(first) || Array.isArray(second)) {
      if (!Array.isArray(first)) throw left.site.wrongKind(first, KIND.Array);
      if (!Array.isArray(second)) throw right.site.wrongKind(second, KIND.Array);
      site.assertListSize(first.length + second.length);
      site.charge(frame, first.length + second.length + 1);
      return [...(first as unknown[]), ...(second as unknown[])];
    }
    const text = toJoinedText(first, frame, left.site) + toJoinedText(second, frame, right.site);
    site.assertTextLength(text.length);
    site.chargeText(frame, text.length);
    return text;
  };
}

function bindWithout(args: readonly Operand[], site: Site): Evaluate {
  const [left, right] = [argument(args, 0), argument(args, 1)];
  return (frame) => {
    const [list, removed] = [left.run(frame), right.run(frame)];
    if (list === null) return null;
    if (!Array.isArray(list)) throw left.site.wrongKind(list, KIND.Null | KIND.Array);
    if (!Array.isArray(removed)) throw right.site.wrongKind(removed, KIND.Array);
    site.charge(frame, list.length * (removed.length + 1) + 1);
    return list.filter((item) => !removed.some((other) => isEqual(item, other, frame, site)));
  };
}

/** Lists join to a list, anything else to a text; a list and a text do not join. */
function joinedKinds(kinds: readonly number[]): number {
  const [left, right] = kinds as readonly [number, number];
  const areTexts = (left & ~KIND.Array) !== 0 && (right & ~KIND.Array) !== 0;
  return (left & right & KIND.Array) | (areTexts ? KIND.String : 0);
}

const JOINED = KIND.Array | TEXT | KIND.Boolean;

/** The functions of lists, and of texts as lists of characters, that take no lambda. */
export const LIST_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'sizeOf',
    module: 'dw::Core',
    parameters: [{ name: 'value', kinds: SIZED | KIND.Null }],
    returns: (kinds) => KIND.Number | ((kinds[0] as number) & KIND.Null),
    whenNull: 'sizeOf(null) = null',
    bind: (args) => {
      const { run, site } = argument(args, 0);
      return (frame) => {
        const value = run(frame);
        return value === null ? null : sizeOf(value, frame, site);
      };
    },
  },
  {
    name: 'isEmpty',
    module: 'dw::Core',
    parameters: [{ name: 'value', kinds: SIZED | KIND.Null }],
    returns: KIND.Boolean,
    whenNull: 'isEmpty(null) = true',
    bind: (args) => {
      const { run, site } = argument(args, 0);
      return (frame) => {
        const value = run(frame);
        return value === null || sizeOf(value, frame, site) === 0;
      };
    },
  },
  finding('find', KIND.Array, Object.freeze([]), {
    inList: (list, isSought) => list.flatMap((item, index) => (isSought(item) ? [index] : [])),
    inText: (text, part, frame, site) => {
      const places = placesOf(text, part, true, frame, site);
      site.assertListSize(places.length);
      return places;
    },
  }),
  finding('indexOf', KIND.Number, -1, {
    inList: (list, isSought) => list.findIndex(isSought),
    inText: firstPlaceOf,
  }),
  finding('lastIndexOf', KIND.Number, -1, {
    inList: (list, isSought) => list.findLastIndex(isSought),
    // An empty text stands before each character, so not at the end.
    inText: (text, part, frame, site) => Math.min(lastPlaceOf(text, part, frame, site), text.length - 1),
  }),
  {
    name: 'joinBy',
    module: 'dw::Core',
    parameters: [
      { name: 'list', kinds: KIND.Null | KIND.Array },
      { name: 'separator', kinds: TEXT },
    ],
    returns: (kinds) => KIND.String | ((kinds[0] as number) & KIND.Null),
    whenNull: 'null joinBy x = null; x joinBy null: error; an element that is null: error',
    bind: bindJoinBy,
  },
  {
    name: '++',
    module: 'dw::Core',
    parameters: [
      { name: 'left', kinds: JOINED },
      { name: 'right', kinds: JOINED },
    ],
    returns: joinedKinds,
    whenNull: 'error on either side: write (x default "")',
    bind: bindConcat,
  },
  {
    name: '--',
    module: 'dw::Core',
    parameters: [
      { name: 'list', kinds: KIND.Null | KIND.Array },
      { name: 'removed', kinds: KIND.Array },
    ],
    returns: (kinds) => KIND.Array | ((kinds[0] as number) & KIND.Null),
    whenNull: 'null -- x = null; x -- null: error',
    bind: bindWithout,
  },
  {
    name: 'first',
    module: 'dw::core::Strings',
    parameters: [
      { name: 'text', kinds: TEXT | KIND.Null },
      { name: 'amount', kinds: KIND.Number },
    ],
    returns: (kinds) => KIND.String | ((kinds[0] as number) & KIND.Null),
    whenNull: 'first(null, n) = null; first(x, null): error',
    bind: (args) => {
      const [text, amount] = [argument(args, 0), argument(args, 1)];
      return (frame) => {
        const [value, count] = [text.run(frame), amount.run(frame)];
        if (value === null) return null;
        if (typeof count !== 'number') throw amount.site.wrongKind(count, KIND.Number);
        return toText(value, frame, text.site).slice(0, Math.max(0, Math.floor(count)));
      };
    },
  },
];
