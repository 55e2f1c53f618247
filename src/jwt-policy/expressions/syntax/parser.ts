import type { BinaryOperator, Node } from './ast.js';
import type { Span } from '../diagnostics/expression-error.js';
import { isFunctionName } from '../functions/registry.js';
import { isKeyword, PrimaryParser } from './primary-parser.js';
import { tokenInWords } from './token-stream.js';

/** The loose operators at the top of one chain of infix functions: where parentheses may be missing. */
interface Chain {
  readonly junctions: Span[];
  readonly comparisons: Span[];
  readonly functions: number[];
}

const COMPARISONS: readonly (readonly BinaryOperator[])[] = [
  ['==', '!=', '~='],
  ['<', '>', '<=', '>='],
];

/** The forms of a lambda that are left out: `(item, acc = 0) ->`, `(item: String) ->`. */
const FOREIGN_LAMBDA = /\(\s*[A-Za-z]\w*\s*(?:,\s*[A-Za-z]\w*\s*)*(?:=(?!=)|:(?!:))/y;
const TYPE_PARAMETERS = /<\s*[A-Z]\w*(?:\s*,\s*[A-Z]\w*)*\s*>/y;

const LAMBDA = /\(\s*([A-Za-z]\w*)\s*(?:,\s*([A-Za-z]\w*)\s*)?\)\s*->/y;

/** Whether the operand ends with a `not` that has no parentheses. */
function endsWithNot(node: Node): boolean {
  if (node.isEnclosed === true) return false;
  if (node.kind === 'unary') return node.operator === 'not';
  return node.kind === 'binary' && endsWithNot(node.right);
}

/** Parses the operators, the loosest level first. */
export class Parser extends PrimaryParser {
  private chain: Chain = { junctions: [], comparisons: [], functions: [] };

  /** The whole part of the text as one expression. */
  whole(): Node {
    const node = this.expression();
    if (this.current.kind === 'end') return node;
    throw this.error(
      'SYNTAX',
      this.current,
      `${tokenInWords(this.current)} cannot stand here.`,
      this.is('else')
        ? 'else belongs to an if: if ( … ) … else …'
        : 'Join conditions with `and` or with `or`.',
    );
  }

  protected override inner(start: number, end: number): Node {
    return new Parser(this.lexer.source, { start, end }, this.state).whole();
  }

  // expression := conditional | lambda | infix
  override expression(): Node {
    return this.nested(() => {
      if (this.is('if')) return this.conditional();
      return this.lambda() ?? this.infix();
    });
  }

  // conditional := 'if' '(' expression ')' expression 'else' expression
  private conditional(): Node {
    const { start, end } = this.take();
    this.expect('(', 'The condition goes into parentheses: if ( … ) … else …');
    const condition = this.expression();
    this.expect(')');
    const consequent = this.expression();
    if (!this.takeIf('else'))
      throw this.error('SYNTAX', { start, end }, 'This if lacks its else.', 'if ( … ) … else …');
    const otherwise = this.expression();
    return this.make(start, { kind: 'if', condition, consequent, otherwise });
  }

  // lambda := '(' name ( ',' name )? ')' '->' expression
  private lambda(): Node | undefined {
    const { start } = this.current;
    const head = this.is('(') ? this.lexer.looksLike(LAMBDA, start) : undefined;
    if (head === undefined) {
      if (this.is('(')) this.refuseForeignLambda(start);
      return undefined;
    }
    this.continueAt(start + head[0].length);
    const parameters = head.slice(1).filter((name) => name !== undefined);
    const wrong = parameters.find((name, index) => isKeyword(name) || parameters.indexOf(name) !== index);
    if (wrong !== undefined)
      throw this.error('SYNTAX', { start, end: start + head[0].length }, `"${wrong}" cannot be a parameter.`);
    const body = this.expression();
    return this.make(start, { kind: 'lambda', parameters, body });
  }

  private refuseForeignLambda(start: number): void {
    const head = this.lexer.looksLike(FOREIGN_LAMBDA, start)?.[0];
    if (head === undefined) return;
    const [summary, hint] = head.endsWith('=')
      ? ['A parameter has no default here.', 'reduce is left out: write list some ( … ), every or countBy.']
      : ['A parameter has no type here.', 'Write (item) -> … or (item, index) -> …'];
    throw this.error('UNSUPPORTED', { start, end: start + head.length }, summary, hint);
  }

  // infix := or ( ( 'default' | '++' | '--' | name ) ( conditional | lambda | or ) )*
  private infix(): Node {
    const { start } = this.current;
    const outer = this.chain;
    this.chain = { junctions: [], comparisons: [], functions: [] };
    let node = this.or();
    let operand = node;
    const calls: { readonly name: string; readonly nameSpan: Span; readonly right: Node }[] = [];
    while (this.isInfixFunction()) {
      const { text: name, ...nameSpan } = this.current as { text: string; start: number; end: number };
      this.refuseUnsupported(name);
      this.refuseLeftOut(name, nameSpan);
      this.refuseBareCall(operand, name);
      this.refuseNot(operand, nameSpan);
      this.take();
      this.chain.functions.push(nameSpan.start);
      operand = this.is('if') ? this.conditional() : (this.lambda() ?? this.or());
      calls.push({ name, nameSpan: { start: nameSpan.start, end: nameSpan.end }, right: operand });
    }
    const parenthesized = this.parenthesized(start);
    for (const { name, nameSpan, right } of calls) {
      this.lastEnd = right.end;
      const shape = { kind: 'call', name, nameSpan, isInfix: true, parenthesized } as const;
      node = this.make(start, { ...shape, arguments: [node, right] });
    }
    this.chain = outer;
    return node;
  }

  private isInfixFunction(): boolean {
    if (this.current.kind === 'symbol') return this.is('++') || this.is('--');
    if (this.current.kind !== 'name' || this.current.text.startsWith('$')) return false;
    return this.is('default') || !isKeyword(this.current.text);
  }

  /** `isEmpty vars.x`: a function without parentheses, which the next name is not the operator of. */
  private refuseBareCall(operand: Node, next: string): void {
    if (operand.kind !== 'name' || !isFunctionName(operand.name)) return;
    if (isFunctionName(next) || next === 'default' || next === 'with') return;
    const summary = `${operand.name} takes what it is about in parentheses.`;
    throw this.error('SYNTAX', operand, summary, `${operand.name}( … )`);
  }

  /** What `not a contains b` means is nowhere written, so it is not guessed. */
  private refuseNot(operand: Node, nameSpan: Span): void {
    if (!endsWithNot(operand)) return;
    const summary = 'It is not clear how far this not reaches.';
    throw this.error('AMBIGUOUS', nameSpan, summary, 'Write not ( … ) around what is to be negated.');
  }

  /** The chain with parentheses around each of its calls, where it has operators that the calls take in. */
  private parenthesized(start: number): string | undefined {
    const { junctions, comparisons, functions } = this.chain;
    if (functions.length === 0 || junctions.length + comparisons.length === 0) return undefined;
    const cuts = junctions.length > 0 ? junctions : comparisons;
    const edges = [...cuts.toSorted((a, b) => a.start - b.start), { start: this.lastEnd, end: this.lastEnd }];
    let from = start;
    let text = '';
    for (const { start: to, end } of edges) {
      const piece = this.lexer.source.slice(from, to).trim();
      const hasCall = functions.some((position) => position >= from && position < to);
      text += `${hasCall ? `(${piece})` : piece} ${this.lexer.source.slice(to, end)} `;
      from = end;
    }
    return text.trim();
  }

  // or := and ( 'or' and )*
  private or(): Node {
    const { start } = this.current;
    let node = this.and();
    while (this.is('or')) {
      this.chain.junctions.push(this.take());
      node = this.binary(start, 'or', node, this.and());
    }
    return node;
  }

  // and := negation ( 'and' negation )*
  private and(): Node {
    const { start } = this.current;
    let node = this.negation();
    while (this.is('and')) {
      this.chain.junctions.push(this.take());
      node = this.binary(start, 'and', node, this.negation());
    }
    return node;
  }

  // negation := 'not' or | comparison
  private negation(): Node {
    const { start } = this.current;
    if (!this.takeIf('not')) return this.comparison(0);
    const operand = this.nested(() => this.or());
    return this.make(start, { kind: 'unary', operator: 'not', operand });
  }

  // equality := relation ( ( '==' | '!=' | '~=' ) relation )*
  // relation := sum ( ( '<' | '>' | '<=' | '>=' ) sum | 'is' type )*
  private comparison(level: number): Node {
    const operators = COMPARISONS[level];
    if (operators === undefined) return this.sum();
    const { start } = this.current;
    let node = this.comparison(level + 1);
    for (;;) {
      const operator = operators.find((text) => this.is(text));
      if (operator !== undefined) {
        this.chain.comparisons.push(this.take());
        node = this.binary(start, operator, node, this.comparison(level + 1));
      } else if (level === 1 && this.is('is')) node = this.typed(start, 'is', node);
      else if (this.is('='))
        throw this.error('SYNTAX', this.current, '"=" is no operator.', 'Write == to compare.');
      else return node;
    }
  }

  // sum := product ( ( '+' | '-' ) product )*
  private sum(): Node {
    const { start } = this.current;
    let node = this.product();
    for (;;) {
      if (this.takeIf('+')) node = this.binary(start, '+', node, this.product());
      else if (this.takeIf('-')) node = this.binary(start, '-', node, this.product());
      else return node;
    }
  }

  // product := cast ( ( '*' | '/' ) cast )*
  private product(): Node {
    const { start } = this.current;
    let node = this.cast();
    for (;;) {
      if (this.takeIf('*')) node = this.binary(start, '*', node, this.cast());
      else if (this.takeIf('/')) node = this.binary(start, '/', node, this.cast());
      else return node;
    }
  }

  // cast := unary ( 'as' type )*
  private cast(): Node {
    const { start } = this.current;
    let node = this.unary();
    while (this.is('as')) node = this.typed(start, 'as', node);
    return node;
  }

  // type := name ( '{' 'unit' ':' text '}' )?
  private typed(start: number, operator: 'is' | 'as', operand: Node): Node {
    this.take();
    const typeSpan = { start: this.current.start, end: this.current.end };
    const type = this.expectName('The name of a type');
    const parameters = this.lexer.looksLike(TYPE_PARAMETERS, typeSpan.end)?.[0];
    if (parameters !== undefined) {
      const span = { start: typeSpan.end, end: typeSpan.end + parameters.length };
      const hint = 'Ask for the list and for its elements: (x is Array) and (x every ($ is String))';
      throw this.error('UNSUPPORTED', span, `The type ${type} has no parameters here.`, hint);
    }
    const unit = operator === 'as' && this.takeIf('{') ? this.unit() : undefined;
    return this.make(start, { kind: 'type', operator, operand, type, typeSpan, unit });
  }

  private unit(): string {
    const token = this.current;
    const name = this.expectName('unit');
    if (name !== 'unit') {
      const hint =
        name === 'format'
          ? 'A DateTime is read from ISO 8601, and a Number is written in full; ask for another form by matches /…/.'
          : 'The only one is {unit: "seconds"} or {unit: "milliseconds"}.';
      throw this.error('UNSUPPORTED', token, `"${name}" cannot be chosen here.`, hint);
    }
    this.expect(':');
    const text = this.take();
    const unit = text.kind === 'text' && text.parts.length === 1 ? text.parts[0] : undefined;
    if (unit !== 'seconds' && unit !== 'milliseconds')
      throw this.error('UNSUPPORTED', text, 'The unit is "seconds" or "milliseconds".');
    this.expect('}');
    return unit;
  }

  // unary := ( '!' | '-' ) unary | postfix
  private unary(): Node {
    const { start } = this.current;
    const operator = this.is('!') ? '!' : this.is('-') ? '-' : undefined;
    if (operator === undefined) return this.postfix();
    this.take();
    const operand = this.nested(() => this.unary());
    return this.make(start, { kind: 'unary', operator, operand });
  }

  private binary(start: number, operator: BinaryOperator, left: Node, right: Node): Node {
    return this.make(start, { kind: 'binary', operator, left, right });
  }
}
