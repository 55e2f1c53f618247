import type { BinaryOperator, Node } from '../syntax/ast.js';
import { assertCondition, assertKinds, warnEquality } from '../check/checker.js';
import { TYPES, castTo, toCondition, toNumber } from '../evaluate/coercion.js';
import { compare, isEqual, isSimilar } from '../evaluate/comparison.js';
import type { ExpressionContext } from '../check/expression-context.js';
import { Site, type Evaluate } from '../evaluate/frame.js';
import { KIND, NUMERIC, ORDERED, kindOf } from '../evaluate/kind.js';
import { STEP } from '../diagnostics/limits.js';
import type { Operand } from '../evaluate/operand.js';

/** Makes the evaluation of an operator. */
type Bind = (left: Operand, right: Operand, site: Site) => Evaluate;

const bindAnd: Bind = ({ run: left, site: leftSite }, { run: right, site: rightSite }) => {
  return (frame) => toCondition(left(frame), leftSite) && toCondition(right(frame), rightSite);
};

const bindOr: Bind = ({ run: left, site: leftSite }, { run: right, site: rightSite }) => {
  return (frame) => toCondition(left(frame), leftSite) || toCondition(right(frame), rightSite);
};

/** Equality with a text, number or Boolean that is written out needs no look at what kind the other side is. */
function isPlain(operand: Operand): boolean {
  return operand.constant !== undefined && typeof operand.constant.value !== 'object';
}

const bindEqual: Bind = (left, right, site) => {
  const [first, second] = [left.run, right.run];
  const expected = right.constant?.value;
  if (typeof expected === 'string' && expected.length > STEP.textCharacters)
    return (frame) => isEqual(first(frame), expected, frame, site);
  if (isPlain(right)) return (frame) => site.safe(first(frame)) === expected;
  return (frame) => isEqual(first(frame), second(frame), frame, site);
};

const bindUnequal: Bind = (left, right, site) => {
  const equal = bindEqual(left, right, site);
  return (frame) => equal(frame) !== true;
};

const bindSimilar: Bind = ({ run: left }, { run: right }, site) => {
  return (frame) => isSimilar(left(frame), right(frame), frame, site);
};

function bindOrder(holds: (order: number) => boolean): Bind {
  return (left, right) => {
    const [first, second] = [left.run, right.run];
    return (frame) => holds(compare(first(frame), second(frame), frame, left.site, right.site));
  };
}

function bindArithmetic(calculate: (left: number, right: number) => number): Bind {
  return (left, right, site) => {
    const [first, second] = [left.run, right.run];
    return (frame) => {
      const result = calculate(
        toNumber(first(frame), frame, left.site),
        toNumber(second(frame), frame, right.site),
      );
      if (Number.isFinite(result)) return site.safe(result);
      throw site.error('ARITHMETIC', 'The result is no finite number.');
    };
  };
}

/** `list + element` and `list - element`, or numbers. */
function bindWithLists(
  numbers: Bind,
  lists: (
    list: readonly unknown[],
    element: unknown,
    equal: (item: unknown) => boolean,
  ) => readonly unknown[],
): Bind {
  return (left, right, site) => {
    const [first, second] = [left.run, right.run];
    const operands = (value: unknown, other: unknown): readonly [Operand, Operand] => [
      { ...left, run: () => value },
      { ...right, run: () => other },
    ];
    if ((left.kinds & KIND.Array) === 0) return numbers(left, right, site);
    return (frame) => {
      const [list, element] = [first(frame), second(frame)];
      if (!Array.isArray(list)) return numbers(...operands(list, element), site)(frame);
      site.charge(frame, list.length + 1);
      const result = lists(list, element, (item) => isEqual(item, element, frame, site));
      site.assertListSize(result.length);
      return result;
    };
  };
}

interface Operator {
  readonly takes: number | 'condition' | 'anything';
  readonly rightTakes?: number;
  readonly returns: number;
  readonly bind: Bind;
}

const LISTS = KIND.Array | NUMERIC;
const logic = (bind: Bind): Operator => ({ takes: 'condition', returns: KIND.Boolean, bind });
const equality = (bind: Bind): Operator => ({ takes: 'anything', returns: KIND.Boolean, bind });
const order = (holds: (order: number) => boolean): Operator => ({
  takes: ORDERED,
  returns: KIND.Boolean,
  bind: bindOrder(holds),
});
const arithmetic = (calculate: (left: number, right: number) => number): Operator => ({
  takes: NUMERIC,
  returns: KIND.Number,
  bind: bindArithmetic(calculate),
});

/** The operators between two operands. */
const OPERATORS: Readonly<Record<BinaryOperator, Operator>> = {
  and: logic(bindAnd),
  or: logic(bindOr),
  '==': equality(bindEqual),
  '!=': equality(bindUnequal),
  '~=': equality(bindSimilar),
  '<': order((result) => result < 0),
  '>': order((result) => result > 0),
  '<=': order((result) => result <= 0),
  '>=': order((result) => result >= 0),
  '*': arithmetic((left, right) => left * right),
  '/': arithmetic((left, right) => left / right),
  '+': {
    takes: LISTS,
    returns: KIND.Number | KIND.Array,
    bind: bindWithLists(
      bindArithmetic((left, right) => left + right),
      (list, element) => [...list, element],
    ),
  },
  '-': {
    takes: LISTS,
    returns: KIND.Number | KIND.Array,
    bind: bindWithLists(
      bindArithmetic((left, right) => left - right),
      (list, _element, equal) => list.filter((item) => !equal(item)),
    ),
  },
};

/** Compiles an operator between two operands. */
export function compileBinary(
  context: ExpressionContext,
  node: Node,
  operator: BinaryOperator,
  left: Operand,
  right: Operand,
): Operand {
  const { takes, returns, bind } = OPERATORS[operator];
  const isList = takes === LISTS && (left.kinds & KIND.Array) !== 0;
  for (const operand of isList ? [left] : [left, right]) {
    if (takes === 'condition') assertCondition(context, operand, operator);
    else if (takes !== 'anything')
      assertKinds(context, operand, takes === LISTS && !isList ? NUMERIC : takes, operator);
  }
  if (operator === '==' || operator === '!=') warnEquality(context, operator, left, right, node);
  const kinds = returns === (KIND.Number | KIND.Array) ? listOrNumber(left) : returns;
  return context.operand(node, kinds, [left, right], bind(left, right, new Site(context.source, node)));
}

function listOrNumber({ kinds }: Operand): number {
  return (kinds & KIND.Array) | ((kinds & NUMERIC) === 0 ? 0 : KIND.Number);
}

/** Compiles `not`, `!` and the minus sign. */
export function compileUnary(
  context: ExpressionContext,
  node: Node,
  operator: 'not' | '!' | '-',
  operand: Operand,
): Operand {
  const { run, site } = operand;
  if (operator === '-') {
    assertKinds(context, operand, NUMERIC, '-');
    return context.operand(node, KIND.Number, [operand], (frame) => -toNumber(run(frame), frame, site));
  }
  assertCondition(context, operand, operator);
  return context.operand(node, KIND.Boolean, [operand], (frame) => !toCondition(run(frame), site));
}

/** The types of DataWeave for dates, times and periods. */
const DATE_TYPE = /^(?:Date|Time|Local(?:Date)?Time|TimeZone|Period)$/;

/** Compiles `is` and `as`. */
export function compileTyped(
  context: ExpressionContext,
  node: Extract<Node, { kind: 'type' }>,
  operand: Operand,
): Operand {
  const type = TYPES.get(node.type);
  if (type === undefined) {
    const hint = DATE_TYPE.test(node.type)
      ? 'Dates are DateTime here, with a time and an offset; a period is a number of seconds.'
      : `Known: ${[...TYPES.keys()].join(', ')}.`;
    throw context.error('UNSUPPORTED', node.typeSpan, `There is no type ${node.type} here.`, hint);
  }
  const { kind, from } = type;
  const { run, site } = operand;
  if (node.operator === 'is')
    return context.operand(node, KIND.Boolean, [operand], (frame) => kindOf(run(frame)) === kind);
  if (node.unit !== undefined && kind !== KIND.Number && kind !== KIND.DateTime)
    throw context.error('UNSUPPORTED', node, 'Only Number and DateTime have a unit.');
  assertKinds(context, operand, from, `as ${node.type}`);
  return context.operand(node, kind, [operand], (frame) => castTo(kind, run(frame), frame, site, node.unit));
}
