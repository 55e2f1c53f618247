import type { CallNode, Node } from '../syntax/ast.js';
import {
  assertCondition,
  assertKinds,
  swallowed,
  warnEvery,
  warnSubstring,
  warnSwallowed,
} from '../check/checker.js';
import type { ExpressionContext } from '../check/expression-context.js';
import { adviseForeign } from '../diagnostics/name-advice.js';
import { Site } from '../evaluate/frame.js';
import type { FunctionDefinition, Parameter } from '../functions/function-definition.js';
import { FUNCTIONS, MODULES, findFunction, functionNames } from '../functions/registry.js';
import { ANY_JSON, KIND } from '../evaluate/kind.js';
import { STEP } from '../diagnostics/limits.js';
import { describeMembers } from '../diagnostics/name-advice.js';
import type { Operand } from '../evaluate/operand.js';
import { Scope, type Binding } from '../check/scope.js';

/** Compiles a node; the scope has the meaning of names. */
export type CompileNode = (node: Node, scope: Scope) => Operand;

type Call = Node & CallNode;

function unknownFunction(context: ExpressionContext, { name, nameSpan }: Call): Error {
  const elsewhere = FUNCTIONS.find((definition) => definition.name === name);
  if (elsewhere !== undefined) {
    const { module } = elsewhere;
    const summary = `${name} is not of dw::Core, so it must be imported.`;
    const hint = `Write: %dw 2.0 import ${name} from ${module} --- …, or ${module}::${name}( … )`;
    return context.error('NOT_IMPORTED', nameSpan, summary, hint);
  }
  const known = [...FUNCTIONS.map((one) => one.name), 'default', 'and', 'or', 'not'];
  const hint = adviseForeign(name) ?? describeMembers(name, known);
  return context.error('UNKNOWN_FUNCTION', nameSpan, `There is no function ${name}.`, hint);
}

/** The function that a name stands for: of a module, imported, or of dw::Core. */
function resolveFunction(context: ExpressionContext, node: Call): FunctionDefinition {
  const cut = node.name.lastIndexOf('::');
  if (cut < 0) {
    const found = context.imported.get(node.name) ?? findFunction('dw::Core', node.name);
    if (found === undefined) throw unknownFunction(context, node);
    return found;
  }
  const prefix = node.name.slice(0, cut);
  const module = context.importedModules.get(prefix) ?? prefix;
  const name = node.name.slice(cut + 2);
  const found = findFunction(module, name);
  if (found !== undefined) return found;
  const [summary, known] = MODULES.has(module)
    ? [`${module} has no function ${name} here.`, functionNames(module)]
    : [`There is no module ${prefix} here.`, [...MODULES]];
  throw context.error('UNKNOWN_FUNCTION', node.nameSpan, summary, describeMembers(name, known));
}

/** `$`, or a lambda with names for the item and its index. */
function compileLambda(
  context: ExpressionContext,
  node: Node,
  role: 'condition' | 'value',
  scope: Scope,
  compile: CompileNode,
): Operand {
  const slots = [context.newSlot(), context.newSlot()] as const;
  const names = node.kind === 'lambda' ? node.parameters : ['$', '$$'];
  const kinds = [ANY_JSON | KIND.DateTime, KIND.Number];
  const bindings = names.map((name, index): [string, Binding] => [
    name,
    { slot: slots[index] as number, kinds: kinds[index] as number },
  ]);
  const before = context.parts;
  const body = compile(node.kind === 'lambda' ? node.body : node, new Scope(new Map(bindings), scope));
  if (role === 'condition') assertCondition(context, body, 'The condition');
  const site = new Site(context.source, node);
  const steps = Math.ceil((context.parts - before) / STEP.lambdaParts);
  const lambda = { body: body.run, item: slots[0], index: slots[1], site, steps };
  return { node, site, kinds: 0, run: body.run, lambda };
}

function compileArgument(
  context: ExpressionContext,
  node: Node,
  parameter: Parameter,
  scope: Scope,
  compile: CompileNode,
): Operand {
  if (parameter.lambda !== undefined) return compileLambda(context, node, parameter.lambda, scope, compile);
  return compile(node, scope);
}

/** What to write where a text stands instead of a pattern, or a pattern instead of a text. */
function adviseMatcher({ name }: FunctionDefinition, { kinds, pattern }: Operand): string {
  if (name === 'matches' && kinds === KIND.String) return 'Write a pattern: … matches /…/';
  if (pattern === undefined) return '';
  return `${name} takes no pattern. Use contains /…/ or matches /…/.`;
}

function checkCall(
  context: ExpressionContext,
  node: Call,
  definition: FunctionDefinition,
  args: readonly Operand[],
): void {
  for (const [index, operand] of args.entries()) {
    const parameter = definition.parameters[index] as Parameter;
    if (parameter.lambda === undefined) {
      const what = `${definition.name} (${parameter.name})`;
      assertKinds(
        context,
        operand,
        parameter.kinds,
        what,
        node.parenthesized,
        adviseMatcher(definition, operand),
      );
    }
  }
  const [left, right] = args;
  if (definition.name === 'contains') warnSubstring(context, left as Operand, right as Operand, node);
  if (definition.name === 'every') warnEvery(context, left as Operand, node);
}

function assertCount(context: ExpressionContext, node: Call, definition: FunctionDefinition): void {
  const { parameters, name } = definition;
  const given = node.arguments.length;
  const needed = parameters.filter(({ isOptional }) => isOptional !== true).length;
  if (given >= needed && given <= parameters.length) return;
  const expected = parameters.map((parameter) => parameter.name).join(', ');
  const count = needed === parameters.length ? `${needed}` : `${needed} to ${parameters.length}`;
  const summary = `${name} takes ${count} argument(s), not ${given}.`;
  throw context.error('ARGUMENTS', node, summary, `${name}(${expected})`);
}

/** A `replace` and the `with` that it must have are one call. */
function withReplacement(context: ExpressionContext, node: Call): Call {
  const [replace, replacement] = node.arguments;
  if (replace?.kind === 'call' && replace.name === 'replace' && replace.arguments.length === 2 && replacement)
    return { ...node, name: 'replace', arguments: [...replace.arguments, replacement] };
  throw context.error('ARGUMENTS', node.nameSpan, 'with belongs to a replace.', 'text replace /…/ with "…"');
}

function compileDefault(context: ExpressionContext, node: Call, scope: Scope, compile: CompileNode): Operand {
  const missing = swallowed(node, undefined);
  const [left, right] = compileAll(context, node, scope, compile, missing) as [Operand, Operand];
  if (missing !== undefined) warnSwallowed(context, 'default', missing);
  const kinds = (left.kinds & ~KIND.Null) | right.kinds;
  const [first, second] = [left.run, right.run];
  return context.operand(node, kinds, [left, right], (frame) => first(frame) ?? second(frame));
}

function compileAll(
  context: ExpressionContext,
  node: Call,
  scope: Scope,
  compile: CompileNode,
  missing: string | undefined,
  definition?: FunctionDefinition,
): readonly Operand[] {
  const outer = context.parenthesized;
  context.parenthesized = missing ?? outer;
  const args = node.arguments.map((one, index) => {
    const parameter = definition?.parameters[index];
    return parameter === undefined
      ? compile(one, scope)
      : compileArgument(context, one, parameter, scope, compile);
  });
  context.parenthesized = outer;
  return args;
}

/** Compiles a call of a function. */
export function compileCall(
  context: ExpressionContext,
  call: Call,
  scope: Scope,
  compile: CompileNode,
): Operand {
  if (call.name === 'default' && call.isInfix) return compileDefault(context, call, scope, compile);
  const node = call.name === 'with' ? withReplacement(context, call) : call;
  const definition = resolveFunction(context, node);
  if (definition.name === 'replace' && call.name !== 'with')
    throw context.error('ARGUMENTS', call.nameSpan, 'replace lacks its with.', 'text replace /…/ with "…"');
  assertCount(context, node, definition);
  if (definition.name === 'now' && !context.hasClock)
    throw context.error('INPUT_UNAVAILABLE', node, 'The time is not at hand here.');
  const missing = call.name === 'with' ? undefined : swallowed(node, definition);
  const args = compileAll(context, node, scope, compile, missing, definition);
  checkCall(context, node, definition, args);
  if (missing !== undefined) warnSwallowed(context, definition.name, missing);
  const { returns } = definition;
  const kinds = typeof returns === 'number' ? returns : returns(args.map((one) => one.kinds));
  if (kinds === 0)
    throw context.typeError(call, `${definition.name} does not take these two together.`, missing);
  const run = definition.bind(args, new Site(context.source, call));
  return context.operand(call, kinds, isFixed(definition) ? args : 'varies', run);
}

/** Whether the same arguments always give the same result, so that it can be known at start. */
function isFixed({ isImpure, parameters }: FunctionDefinition): boolean {
  return isImpure !== true && parameters.every(({ lambda }) => lambda === undefined);
}
