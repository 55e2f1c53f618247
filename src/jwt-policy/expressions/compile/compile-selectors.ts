import type { Node } from '../syntax/ast.js';
import type { CompileNode } from './compile-calls.js';
import { assertKinds } from '../check/checker.js';
import type { ExpressionContext } from '../check/expression-context.js';
import { Site, type Evaluate } from '../evaluate/frame.js';
import {
  inputMember,
  isHeaders,
  isInputName,
  keyOf,
  memberKinds,
  readHeader,
  readInput,
} from '../check/input-members.js';
import { ANY_JSON, KIND } from '../evaluate/kind.js';
import type { Operand } from '../evaluate/operand.js';
import type { Scope } from '../check/scope.js';
import { elementOf, isPresent, select, selectAll, selectDeep, sliceOf } from '../evaluate/selection.js';

type Selector = Extract<Node, { kind: 'select' | 'index' }>;

const NAMED = KIND.Null | KIND.Object | KIND.Array;
const INDEXED = KIND.Null | KIND.Array | KIND.String;
const KEYS = KIND.String | KIND.Number;

/** A member of an input, a header: what is read by a fixed name. */
function compileInput(
  context: ExpressionContext,
  node: Selector,
  scope: Scope,
  compile: CompileNode,
): Operand | undefined {
  const { target } = node;
  const isFree = (name: string): boolean => scope.find(name) === undefined;
  if (isHeaders(target, isFree)) return compileHeader(context, node, scope, compile);
  if (target.kind !== 'name' || !isInputName(target.name) || !isFree(target.name)) return undefined;
  if (isHeaders(node, isFree))
    throw context.error('SYNTAX', node, 'Headers are read one by one.', "Write attributes.headers['name'].");
  const key = keyOf(node);
  if (key !== undefined) return inputMember(context, target.name, key, node);
  const hint = `Write ${target.name}.${target.name === 'vars' ? 'claimSet' : 'name'}.`;
  throw context.error('SYNTAX', node, `${target.name} is read by a name that is written out.`, hint);
}

function compileHeader(
  context: ExpressionContext,
  node: Selector,
  scope: Scope,
  compile: CompileNode,
): Operand {
  readInput(context, 'attributes', node);
  const kinds = KIND.String | KIND.Null;
  const key = keyOf(node)?.toLowerCase();
  const headerSite = new Site(context.source, node);
  if (key !== undefined)
    return context.operand(node, kinds, 'varies', (frame) => readHeader(frame, key, headerSite));
  if (node.kind === 'select')
    throw context.error('UNSUPPORTED', node, 'A header is read by .name or [name].');
  const name = compile(node.index, scope);
  assertKinds(context, name, KIND.String, 'A header');
  const { run, site } = name;
  return context.operand(node, kinds, 'varies', (frame) => {
    const value = run(frame);
    if (typeof value !== 'string') throw site.wrongKind(value, KIND.String);
    headerSite.chargeText(frame, value.length);
    return readHeader(frame, value.toLowerCase(), headerSite);
  });
}

const FORMS = { '.': select, '.*': selectAll, '..': selectDeep } as const;

/** Compiles `.key`, `.*key`, `..key` and `[ … ]`. */
export function compileSelector(
  context: ExpressionContext,
  node: Selector,
  scope: Scope,
  compile: CompileNode,
): Operand {
  const input = compileInput(context, node, scope, compile);
  if (input !== undefined) return input;
  const target = compile(node.target, scope);
  return node.kind === 'select'
    ? compileSelect(context, node, target)
    : compileIndex(context, node, target, compile(node.index, scope));
}

function compileSelect(
  context: ExpressionContext,
  node: Extract<Node, { kind: 'select' }>,
  target: Operand,
): Operand {
  assertKinds(context, target, NAMED, `${node.form}${node.key}`);
  const { key, form } = node;
  const { run, site } = target;
  const read = FORMS[form];
  const evaluate: Evaluate = (frame) => read(run(frame), key, frame, site);
  const kinds = form === '.' ? memberKinds(node.target) : KIND.Array | KIND.Null;
  return context.operand(node, kinds, [target], evaluate);
}

function compileIndex(context: ExpressionContext, node: Node, target: Operand, index: Operand): Operand {
  assertKinds(context, index, KEYS, 'An index');
  const isName = (index.kinds & KIND.Number) === 0;
  const isPlace = (index.kinds & KIND.String) === 0;
  assertKinds(context, target, isName ? NAMED : isPlace ? INDEXED : NAMED | INDEXED, 'An index');
  const [read, place] = [target.run, index.run];
  const site = new Site(context.source, node);
  const kinds = (target.kinds & ~(KIND.String | KIND.Null)) === 0 ? KIND.String | KIND.Null : ANY_JSON;
  return context.operand(node, kinds, [target, index], (frame) =>
    elementOf(read(frame), place(frame), frame, site),
  );
}

/** Compiles `[from to end]`. */
export function compileSlice(
  context: ExpressionContext,
  node: Node,
  parts: readonly [Operand, Operand, Operand],
): Operand {
  const [target, from, to] = parts;
  assertKinds(context, target, INDEXED, 'A range');
  assertKinds(context, from, KIND.Number, 'The start of a range');
  assertKinds(context, to, KIND.Number, 'The end of a range');
  const site = new Site(context.source, node);
  return context.operand(node, (target.kinds & INDEXED) | KIND.Null, parts, (frame) =>
    sliceOf(target.run(frame), from.run(frame), to.run(frame), frame, site),
  );
}

/** Compiles `target.key?`. */
export function compilePresence(
  context: ExpressionContext,
  node: Node,
  selector: Selector,
  scope: Scope,
  compile: CompileNode,
): Operand {
  const input = compileInput(context, selector, scope, compile);
  if (input !== undefined) {
    const { run } = input;
    return context.operand(node, KIND.Boolean, [input], (frame) => run(frame) !== null);
  }
  const target = compile(selector.target, scope);
  const site = new Site(context.source, node);
  if (selector.kind === 'select') {
    assertKinds(context, target, NAMED, '?');
    return context.operand(node, KIND.Boolean, [target], (frame) =>
      isPresent(target.run(frame), selector.key, frame, site),
    );
  }
  const index = compile(selector.index, scope);
  assertKinds(context, index, KEYS, 'An index');
  return context.operand(node, KIND.Boolean, [target, index], (frame) =>
    isPresent(target.run(frame), index.run(frame), frame, site),
  );
}
