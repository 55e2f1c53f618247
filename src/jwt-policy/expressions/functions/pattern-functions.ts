import { PatternError, type Pattern, type SpendWork } from '../../patterns/index.js';
import { toCondition, toJoinedText, toText } from '../evaluate/coercion.js';
import { isEqual } from '../evaluate/comparison.js';
import { ExpressionError } from '../diagnostics/expression-error.js';
import type { Evaluate, Frame, Site } from '../evaluate/frame.js';
import { ANY_JSON, KIND, TEXT } from '../evaluate/kind.js';
import { BASE_STEPS, STEP } from '../diagnostics/limits.js';
import { applyLambda, type Lambda, type Operand } from '../evaluate/operand.js';
import { firstPlaceOf, placesOf } from '../evaluate/text-search.js';
import { argument, type FunctionDefinition } from './function-definition.js';

interface Part {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

/** Tries a pattern on a text; what the pattern refuses is reported with its place. */
function tryPattern<T>(site: Site, frame: Frame, attempt: (spend: SpendWork) => T): T {
  try {
    return attempt((work) => {
      site.charge(frame, BASE_STEPS.pattern + Math.floor(work / STEP.patternWork));
    });
  } catch (error) {
    if (error instanceof ExpressionError) throw error;
    const isExplained = error instanceof PatternError;
    throw site.error('PATTERN_REFUSED', isExplained ? error.message : 'The pattern could not be tried.');
  }
}

/** Where a text or a pattern is found, with an evaluation of the text to look for. */
function finder(operand: Operand, site: Site): (text: string, frame: Frame) => readonly Part[] {
  const { pattern, run } = operand;
  if (pattern) return (text, frame) => tryPattern(site, frame, (spend) => pattern.findAll(text, spend));
  return (text, frame) => {
    const sought = toText(run(frame), frame, operand.site);
    const places = placesOf(text, sought, false, frame, site);
    // Making a part takes as long as finding its place.
    site.charge(frame, places.length + 1);
    const groups = [sought];
    return places.map((start) => ({ start, end: start + sought.length, groups }));
  };
}

function split(text: string, parts: readonly Part[]): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of parts) {
    // A match of nothing at either end parts nothing.
    if (end === start && (start === 0 || start === text.length)) continue;
    pieces.push(text.slice(from, start));
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces;
}

function containsIn(
  container: unknown,
  sought: Evaluate,
  args: readonly Operand[],
  site: Site,
  frame: Frame,
): boolean {
  const { pattern, site: soughtSite } = argument(args, 1);
  const value = sought(frame);
  if (Array.isArray(container)) {
    site.charge(frame, container.length + 1);
    return container.some((item) => isEqual(item, value, frame, site));
  }
  if (container === null) return false;
  if (typeof container !== 'string' && typeof container !== 'number')
    throw argument(args, 0).site.wrongKind(container, KIND.Null | KIND.Array | TEXT);
  const text = toText(container, frame, argument(args, 0).site);
  if (pattern) return tryPattern(site, frame, (spend) => pattern.find(text, spend));
  const part = toText(value, frame, soughtSite);
  return part === '' || firstPlaceOf(text, part, frame, site) >= 0;
}

function bindReplace(args: readonly Operand[], site: Site): Evaluate {
  const [text, matcher, replacement] = [argument(args, 0), argument(args, 1), argument(args, 2)];
  const find = finder(matcher, site);
  const lambda = replacement.lambda as Lambda;
  return (frame) => {
    const value = text.run(frame);
    if (value === null) return null;
    const subject = toText(value, frame, text.site);
    let [result, from] = ['', 0];
    for (const [index, { start, end, groups }] of find(subject, frame).entries()) {
      const put = applyLambda(lambda, frame, groups, index);
      result += subject.slice(from, start) + toJoinedText(put, frame, replacement.site);
      site.assertTextLength(result.length);
      from = end;
    }
    result += subject.slice(from);
    site.assertTextLength(result.length);
    site.chargeText(frame, result.length);
    return result;
  };
}

const MATCHER = TEXT | KIND.Regex;
const NULL_TEXT = { name: 'text', kinds: TEXT | KIND.Null };

/** The functions that look for a text or a pattern. */
export const PATTERN_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'contains',
    module: 'dw::Core',
    parameters: [
      { name: 'container', kinds: KIND.Null | KIND.Array | TEXT },
      { name: 'sought', kinds: ANY_JSON | KIND.DateTime | KIND.Regex },
    ],
    returns: KIND.Boolean,
    whenNull: 'null contains x = false; a list may contain null; a text contains null: error',
    bind: (args, site) => {
      const { run } = argument(args, 0);
      const sought = argument(args, 1).run;
      return (frame) => containsIn(run(frame), sought, args, site, frame);
    },
  },
  {
    name: 'matches',
    module: 'dw::Core',
    parameters: [NULL_TEXT, { name: 'pattern', kinds: KIND.Regex }],
    returns: KIND.Boolean,
    whenNull: 'null matches /…/ = false',
    bind: (args, site) => {
      const { run, site: textSite } = argument(args, 0);
      const pattern = argument(args, 1).pattern as Pattern;
      return (frame) => {
        const value = run(frame);
        if (value === null) return false;
        const text = toText(value, frame, textSite);
        return tryPattern(site, frame, (spend) => pattern.matches(text, spend));
      };
    },
  },
  {
    name: 'splitBy',
    module: 'dw::Core',
    parameters: [NULL_TEXT, { name: 'separator', kinds: MATCHER }],
    returns: (kinds) => KIND.Array | ((kinds[0] as number) & KIND.Null),
    whenNull: 'null splitBy x = null; x splitBy null: error',
    bind: (args, site) => {
      const { run, site: textSite } = argument(args, 0);
      const find = finder(argument(args, 1), site);
      return (frame) => {
        const value = run(frame);
        if (value === null) return null;
        const text = toText(value, frame, textSite);
        const pieces = split(text, find(text, frame));
        site.charge(frame, pieces.length);
        site.assertListSize(pieces.length);
        return pieces;
      };
    },
  },
  {
    name: 'replace',
    module: 'dw::Core',
    parameters: [NULL_TEXT, { name: 'matcher', kinds: MATCHER }, { name: 'with', kinds: 0, lambda: 'value' }],
    returns: (kinds) => KIND.String | ((kinds[0] as number) & KIND.Null),
    whenNull: 'null replace x with y = null; a replacement that is null: error',
    bind: bindReplace,
  },
];

/** A condition that a lambda comes to. */
export function conditionOf(operand: Operand, frame: Frame, item: unknown, index: number): boolean {
  const lambda = operand.lambda as NonNullable<Operand['lambda']>;
  return toCondition(applyLambda(lambda, frame, item, index), lambda.site);
}
