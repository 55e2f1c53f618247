import { PatternError, compilePattern } from '../../patterns/index.js';
import type { Declaration, Node } from '../syntax/ast.js';
import { assertCondition } from '../check/checker.js';
import { toCondition, toJoinedText } from '../evaluate/coercion.js';
import type { ExpressionContext } from '../check/expression-context.js';
import { compileCall } from './compile-calls.js';
import { compileBinary, compileTyped, compileUnary } from './compile-operators.js';
import { compilePresence, compileSelector, compileSlice } from './compile-selectors.js';
import { parseDateTime } from '../evaluate/date-time.js';
import { Site } from '../evaluate/frame.js';
import { isInputName, readInput } from '../check/input-members.js';
import { KIND } from '../evaluate/kind.js';
import { describeMembers } from '../diagnostics/name-advice.js';
import type { Operand } from '../evaluate/operand.js';
import { Scope, type Binding } from '../check/scope.js';

/** Checks a tree and turns it into closures. */
export class NodeCompiler {
  private readonly context: ExpressionContext;

  constructor(context: ExpressionContext) {
    this.context = context;
  }

  /** Compiles a node; the scope has the meaning of names. */
  readonly compile = (node: Node, scope: Scope): Operand => {
    const { context, compile } = this;
    context.parts += 1;
    switch (node.kind) {
      case 'literal':
        return context.constant(node, new Site(context.source, node).safe(node.value));
      case 'text':
        return this.text(node, scope);
      case 'pattern':
        return this.pattern(node);
      case 'date':
        return this.date(node);
      case 'array':
        return this.array(node, scope);
      case 'name':
        return this.name(node, scope);
      case 'select':
      case 'index':
        return compileSelector(context, node, scope, compile);
      case 'slice': {
        const parts = [
          compile(node.target, scope),
          compile(node.from, scope),
          compile(node.to, scope),
        ] as const;
        return compileSlice(context, node, parts);
      }
      case 'present':
        return compilePresence(
          context,
          node,
          node.target as Extract<Node, { kind: 'select' | 'index' }>,
          scope,
          compile,
        );
      case 'unary':
        return compileUnary(context, node, node.operator, compile(node.operand, scope));
      case 'binary': {
        const left = compile(node.left, scope);
        return compileBinary(context, node, node.operator, left, compile(node.right, scope));
      }
      case 'type':
        return compileTyped(context, node, compile(node.operand, scope));
      case 'call':
        return compileCall(context, node, scope, compile);
      case 'lambda':
        throw context.error('SYNTAX', node, 'A lambda stands only where a function takes one.');
      case 'if':
        return this.conditional(node, scope);
      case 'scope':
      default:
        return this.scope(node, scope);
    }
  };

  private text(node: Extract<Node, { kind: 'text' }>, scope: Scope): Operand {
    const parts = node.parts.map((part) =>
      typeof part === 'string' ? this.context.constant(node, part) : this.compile(part, scope),
    );
    const site = new Site(this.context.source, node);
    return this.context.operand(node, KIND.String, parts, (frame) => {
      let text = '';
      for (const part of parts) text += toJoinedText(part.run(frame), frame, part.site);
      site.assertTextLength(text.length);
      site.chargeText(frame, text.length);
      return text;
    });
  }

  private pattern(node: Extract<Node, { kind: 'pattern' }>): Operand {
    const { source, lookAround } = this.context;
    const site = new Site(source, node);
    try {
      const pattern = compilePattern(node.source, lookAround === undefined ? {} : { lookAround });
      return { node, site, kinds: KIND.Regex, run: () => null, pattern };
    } catch (error) {
      if (error instanceof PatternError) throw site.error('PATTERN_REFUSED', error.message);
      throw error;
    }
  }

  private date(node: Extract<Node, { kind: 'date' }>): Operand {
    const date = parseDateTime(node.text);
    if (date !== undefined) return this.context.constant(node, date);
    const hint = /^-?P/.test(node.text)
      ? 'A period is left out: count in seconds, (now() as Number) - 86400'
      : 'A date has a time and an offset: |2020-01-01T00:00:00Z|';
    throw this.context.error('UNSUPPORTED', node, 'This is no date that is known here.', hint);
  }

  private array(node: Extract<Node, { kind: 'array' }>, scope: Scope): Operand {
    const items = node.items.map((item) => this.compile(item, scope));
    const wrong = items.find(({ pattern }) => pattern !== undefined);
    if (wrong) throw this.context.typeError(wrong.site.span, 'A list cannot hold a Regex.');
    const runs = items.map(({ run }) => run);
    const site = new Site(this.context.source, node);
    return this.context.operand(node, KIND.Array, items, (frame) => {
      site.charge(frame, runs.length);
      return runs.map((run) => run(frame));
    });
  }

  private name(node: Extract<Node, { kind: 'name' }>, scope: Scope): Operand {
    const { context } = this;
    const { name } = node;
    const binding = scope.find(name);
    if (binding !== undefined) {
      if ('constant' in binding) return { ...binding.constant, node, site: new Site(context.source, node) };
      return context.operand(node, binding.kinds, 'varies', (frame) => frame.slots[binding.slot]);
    }
    if (name === 'authentication') {
      readInput(context, name, node);
      return context.operand(
        node,
        KIND.Object | KIND.Null,
        'varies',
        (frame) => frame.inputs.authentication ?? null,
      );
    }
    if (isInputName(name)) {
      const hint =
        name === 'vars' ? 'Write vars.claimSet.name.' : 'Write attributes.headers.name, attributes.method, …';
      throw context.error('SYNTAX', node, `${name} is read by a name that is written out.`, hint);
    }
    throw this.unknownName(name, node, scope);
  }

  private unknownName(name: string, node: Node, scope: Scope): Error {
    if (name.startsWith('$'))
      return this.context.error(
        'UNKNOWN_NAME',
        node,
        `${name} has a meaning only inside a lambda, such as list filter ($ == "x").`,
        'The claim of a rule is vars.claimSet.NAME.',
      );
    const known = [
      'vars',
      'attributes',
      'authentication',
      ...scope.known().filter((one) => !one.startsWith('$')),
    ];
    const hint =
      name === 'payload' || name === 'message'
        ? 'A policy decides a call before its body is read.'
        : name === 'claimSet'
          ? 'Write vars.claimSet.'
          : describeMembers(name, known);
    return this.context.error('UNKNOWN_NAME', node, `There is no ${name} here.`, hint);
  }

  private conditional(node: Extract<Node, { kind: 'if' }>, scope: Scope): Operand {
    const condition = this.compile(node.condition, scope);
    assertCondition(this.context, condition, 'if');
    const [then, otherwise] = [this.compile(node.consequent, scope), this.compile(node.otherwise, scope)];
    const { run, site } = condition;
    const [first, second] = [then.run, otherwise.run];
    return this.context.operand(node, then.kinds | otherwise.kinds, [condition, then, otherwise], (frame) =>
      toCondition(run(frame), site) ? first(frame) : second(frame),
    );
  }

  private scope(node: Extract<Node, { kind: 'scope' }>, outer: Scope): Operand {
    const assignments: { readonly slot: number; readonly value: Operand }[] = [];
    let scope = outer;
    for (const declaration of node.declarations) {
      const { binding, value } = this.declare(declaration, scope);
      if (!('constant' in binding)) assignments.push({ slot: binding.slot, value });
      scope = new Scope(new Map([[declaration.name, binding]]), scope);
    }
    const body = this.compile(node.body, scope);
    if (assignments.length === 0) return { ...body, node };
    return this.context.operand(node, body.kinds, 'varies', (frame) => {
      for (const { slot, value } of assignments) frame.slots[slot] = value.run(frame);
      return body.run(frame);
    });
  }

  private declare({ name, value, span }: Declaration, scope: Scope): { binding: Binding; value: Operand } {
    if (isInputName(name))
      throw this.context.error('SYNTAX', span, `${name} is the name of an input.`, 'Choose another name.');
    const operand = this.compile(value, scope);
    if (operand.constant !== undefined || operand.pattern !== undefined)
      return { binding: { constant: operand }, value: operand };
    return { binding: { slot: this.context.newSlot(), kinds: operand.kinds }, value: operand };
  }
}
