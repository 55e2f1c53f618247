import type { Node } from '../syntax/ast.js';
import type { CompileNode } from './compile-calls.js';
import { assertKinds } from '../check/checker.js';
import type { Compilation } from '../check/compilation.js';
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
  compilation: Compilation,
  node: Selector,
  scope: Scope,
  compile: CompileNode,
): Operand | undefined {
  const { target } = node;
  const isFree = (name: string): boolean => scope.find(name) === undefined;
  if (isHeaders(target, isFree)) return compileHeader(compilation, node, scope, compile);
  if (target.kind !== 'name' || !isInputName(target.name) || !isFree(target.name)) return undefined;
  if (isHeaders(node, isFree))
    throw compilation.error(
      'SYNTAX',
      node,
      'Headers are read one by one.',
      "Write attributes.headers['name'].",
    );
  const key = keyOf(node);
  if (key !== undefined) return inputMember(compilation, target.name, key, node);
  const hint = `Write ${target.name}.${target.name === 'vars' ? 'claimSet' : 'name'}.`;
  throw compilation.error('SYNTAX', node, `${target.name} is read by a name that is written out.`, hint);
}

function compileHeader(
  compilation: Compilation,
  node: Selector,
  scope: Scope,
  compile: CompileNode,
): Operand {
  readInput(compilation, 'attributes', node);
  const kinds = KIND.String | KIND.Null;
  const key = keyOf(node)?.toLowerCase();
  const headerSite = new Site(compilation.source, node);
  if (key !== undefined)
    return compilation.operand(node, kinds, 'varies', (frame) => readHeader(frame, key, headerSite));
  if (node.kind === 'select')
    throw compilation.error('UNSUPPORTED', node, 'A header is read by .name or [name].');
  const name = compile(node.index, scope);
  assertKinds(compilation, name, KIND.String, 'A header');
  const { run, site } = name;
  return compilation.operand(node, kinds, 'varies', (frame) => {
    const value = run(frame);
    if (typeof value !== 'string') throw site.wrongKind(value, KIND.String);
    headerSite.chargeText(frame, value.length);
    return readHeader(frame, value.toLowerCase(), headerSite);
  });
}

const FORMS = { '.': select, '.*': selectAll, '..': selectDeep } as const;

/** Compiles `.key`, `.*key`, `..key` and `[ … ]`. */
export function compileSelector(
  compilation: Compilation,
  node: Selector,
  scope: Scope,
  compile: CompileNode,
): Operand {
  const input = compileInput(compilation, node, scope, compile);
  if (input !== undefined) return input;
  const target = compile(node.target, scope);
  return node.kind === 'select'
    ? compileSelect(compilation, node, target)
    : compileIndex(compilation, node, target, compile(node.index, scope));
}

function compileSelect(
  compilation: Compilation,
  node: Extract<Node, { kind: 'select' }>,
  target: Operand,
): Operand {
  assertKinds(compilation, target, NAMED, `${node.form}${node.key}`);
  const { key, form } = node;
  const { run, site } = target;
  const read = FORMS[form];
  const evaluate: Evaluate = (frame) => read(run(frame), key, frame, site);
  const kinds = form === '.' ? memberKinds(node.target) : KIND.Array | KIND.Null;
  return compilation.operand(node, kinds, [target], evaluate);
}

function compileIndex(compilation: Compilation, node: Node, target: Operand, index: Operand): Operand {
  assertKinds(compilation, index, KEYS, 'An index');
  const isName = (index.kinds & KIND.Number) === 0;
  const isPlace = (index.kinds & KIND.String) === 0;
  assertKinds(compilation, target, isName ? NAMED : isPlace ? INDEXED : NAMED | INDEXED, 'An index');
  const [read, place] = [target.run, index.run];
  const site = new Site(compilation.source, node);
  const kinds = (target.kinds & ~(KIND.String | KIND.Null)) === 0 ? KIND.String | KIND.Null : ANY_JSON;
  return compilation.operand(node, kinds, [target, index], (frame) =>
    elementOf(read(frame), place(frame), frame, site),
  );
}

/** Compiles `[from to end]`. */
export function compileSlice(
  compilation: Compilation,
  node: Node,
  parts: readonly [Operand, Operand, Operand],
): Operand {
  const [target, from, to] = parts;
  assertKinds(compilation, target, INDEXED, 'A range');
  assertKinds(compilation, from, KIND.Number, 'The start of a range');
  assertKinds(compilation, to, KIND.Number, 'The end of a range');
  const site = new Site(compilation.source, node);
  return compilation.operand(node, (target.kinds & INDEXED) | KIND.Null, parts, (frame) =>
    sliceOf(target.run(frame), from.run(frame), to.run(frame), frame, site),
  );
}

/** Compiles `target.key?`. */
export function compilePresence(
  compilation: Compilation,
  node: Node,
  selector: Selector,
  scope: Scope,
  compile: CompileNode,
): Operand {
  const input = compileInput(compilation, selector, scope, compile);
  if (input !== undefined) {
    const { run } = input;
    return compilation.operand(node, KIND.Boolean, [input], (frame) => run(frame) !== null);
  }
  const target = compile(selector.target, scope);
  const site = new Site(compilation.source, node);
  if (selector.kind === 'select') {
    assertKinds(compilation, target, NAMED, '?');
    return compilation.operand(node, KIND.Boolean, [target], (frame) =>
      isPresent(target.run(frame), selector.key, frame, site),
    );
  }
  const index = compile(selector.index, scope);
  assertKinds(compilation, index, KEYS, 'An index');
  return compilation.operand(node, KIND.Boolean, [target, index], (frame) =>
    isPresent(target.run(frame), index.run(frame), frame, site),
  );
}
