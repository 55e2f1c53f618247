import type { CallNode, Node } from '../syntax/ast.js';
import { adviseParentheses, type ExpressionContext } from './expression-context.js';
import type { Span } from '../diagnostics/expression-error.js';
import type { FunctionDefinition } from '../functions/function-definition.js';
import { keyOf } from './input-members.js';
import { KIND, anyOfKinds, kindsInWords } from '../evaluate/kind.js';
import type { Operand } from '../evaluate/operand.js';

/** Refuses a part that can never be of a kind that is needed. */
export function assertKinds(
  context: ExpressionContext,
  operand: Operand,
  needed: number,
  what: string,
  parenthesized?: string,
  hint?: string,
): void {
  if ((operand.kinds & needed) !== 0) return;
  const summary = `${what} takes ${anyOfKinds(needed)}; this is ${kindsInWords(operand.kinds)}.`;
  throw context.typeError(operand.site.span, summary, parenthesized, hint);
}

/** Refuses what can never be a condition. */
export function assertCondition(context: ExpressionContext, operand: Operand, what: string): void {
  const { constant } = operand;
  const isWrongText =
    typeof constant?.value === 'string' && constant.value !== 'true' && constant.value !== 'false';
  if (isWrongText) throw context.typeError(operand.site.span, `${what} takes a Boolean; this text is none.`);
  assertKinds(context, operand, KIND.Boolean | KIND.String, what);
}

/** Whether an operand that has no parentheses is a condition, which a function has taken in. */
function isTakenIn(node: Node): boolean {
  if (node.isEnclosed === true) return false;
  if (node.kind === 'unary') return node.operator === 'not';
  return node.kind === 'binary' && !['+', '-', '*', '/'].includes(node.operator);
}

/** Whether `$` is read in a part; a part that is too complex to decide counts as reading it. */
function readsItem(node: Node): boolean {
  if ('operand' in node) return readsItem(node.operand);
  if ('left' in node) return readsItem(node.left) || readsItem(node.right);
  if ('arguments' in node) return node.arguments.some(readsItem);
  if ('target' in node) return readsItem(node.target) || ('index' in node && readsItem(node.index));
  if (node.kind === 'name') return node.name.startsWith('$');
  if (node.kind === 'text') return node.parts.some((part) => typeof part !== 'string');
  return node.kind !== 'literal' && node.kind !== 'array';
}

/** Whether one side of a condition that a lambda is made of has nothing to do with its item. */
function hasForeignSide(node: Node): boolean {
  if (node.isEnclosed === true || node.kind !== 'binary') return false;
  if (node.operator !== 'and' && node.operator !== 'or') return false;
  return [node.left, node.right].some((side) => !readsItem(side) || hasForeignSide(side));
}

/** The chain with parentheses, where a call has taken in what was probably not meant to be part of it. */
export function swallowed(node: CallNode, definition: FunctionDefinition | undefined): string | undefined {
  if (node.parenthesized === undefined) return undefined;
  const [left, right] = node.arguments as [Node, Node];
  const takesLambda = definition?.parameters.at(-1)?.lambda !== undefined;
  const isRightTakenIn = takesLambda ? hasForeignSide(right) : isTakenIn(right);
  return isTakenIn(left) || isRightTakenIn ? node.parenthesized : undefined;
}

/** Warns where a call has taken in a condition around it. */
export function warnSwallowed(context: ExpressionContext, name: string, parenthesized: string): void {
  context.warn(`"${name}": ${adviseParentheses(parenthesized)}`);
}

function literalText(operand: Operand): string | undefined {
  return typeof operand.constant?.value === 'string' ? operand.constant.value : undefined;
}

/** Whether a part is `input.key`, in whichever way it is written. */
function readsMember(node: Node, input: string, key: string): boolean {
  if (node.kind !== 'select' && node.kind !== 'index') return false;
  return keyOf(node) === key && node.target.kind === 'name' && node.target.name === input;
}

const LOOKED_THROUGH: ReadonlySet<string> = new Set(['default', 'lower', 'upper', 'trim']);

/** The name of the claim that a part reads, by itself or with a default, in another case or trimmed. */
function claimName(node: Node): string | undefined {
  if (node.kind === 'call') {
    const [first] = node.arguments;
    return LOOKED_THROUGH.has(node.name) ? claimName(first as Node) : undefined;
  }
  if (node.kind !== 'select' && node.kind !== 'index') return undefined;
  return readsMember(node.target, 'vars', 'claimSet') ? keyOf(node) : undefined;
}

/** Why a part is never equal to a text that is written out, or undefined where it may be. */
function whyNeverEqual(node: Node, text: string): string | undefined {
  if (readsMember(node, 'attributes', 'method') && text !== text.toUpperCase())
    return 'the method is in upper case';
  const called = node.kind === 'call' ? node.name : undefined;
  if (called === 'lower' && text !== text.toLowerCase()) return 'what lower gives is in lower case';
  if (called === 'upper' && text !== text.toUpperCase()) return 'what upper gives is in upper case';
  return undefined;
}

/** Warns where a comparison for equality has the same outcome whatever is compared. */
export function warnEquality(
  context: ExpressionContext,
  operator: '==' | '!=',
  left: Operand,
  right: Operand,
  span: Span,
): void {
  const where = context.words(span);
  const holds = operator === '==' ? 'never holds' : 'always holds';
  if ((left.kinds & right.kinds) === 0)
    context.warn(
      `"${where}" ${holds}: ${kindsInWords(left.kinds)} is never equal to ${kindsInWords(right.kinds)}.`,
    );
  for (const [literal, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const text = literalText(literal);
    if (text === undefined || other.constant !== undefined) continue;
    if (text !== text.trim())
      context.warn(
        `"${where}" ${operator === '==' ? 'can hardly hold' : 'holds nearly always'}: the text begins or ends with a blank.`,
      );
    const reason = whyNeverEqual(other.node, text);
    if (reason !== undefined) context.warn(`"${where}" ${holds}: ${reason}.`);
  }
}

const SCOPE_CLAIM = /^(?:scopes?|scp)$/i;

/** Warns where `contains` looks for a scope as part of a text: `read` is also in `readonly`. */
export function warnSubstring(context: ExpressionContext, left: Operand, right: Operand, span: Span): void {
  const text = literalText(right);
  const claim = claimName(left.node);
  if (text === undefined || claim === undefined || !SCOPE_CLAIM.test(claim)) return;
  const [where, container] = [context.words(span), context.words(left.node)];
  context.warn(
    `"${where}" also holds for a longer scope that has "${text}" in it, where the claim is a text. Write: (${container} splitBy ' ') contains '${text}'`,
  );
}

/** Warns where a missing or empty list satisfies a rule. */
export function warnEvery(context: ExpressionContext, list: Operand, span: Span): void {
  if ((list.kinds & KIND.Null) === 0) return;
  context.warn(
    `"${context.words(span)}" holds for a claim that is absent or empty. Write: not isEmpty(…) and ( … every … )`,
  );
}
