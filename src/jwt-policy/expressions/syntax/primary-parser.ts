import type { Declaration, Node } from './ast.js';
import { adviseForeign, adviseLeftOut } from '../diagnostics/name-advice.js';
import type { Span } from '../diagnostics/expression-error.js';
import { FUNCTIONS, isFunctionName } from '../functions/registry.js';
import { TokenStream, tokenInWords } from './token-stream.js';

/** Words that are no names. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'if',
  'else',
  'do',
  'var',
  'is',
  'as',
  'default',
  'true',
  'false',
  'null',
]);

/** Words of the language that are not part of this subset, and what to write instead. */
const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['match', 'Ask whether the whole text matches: text matches /…/'],
  ['unless', 'Write if (not ( … )) … else …'],
  ['using', 'Write do { var x = … --- … }'],
  ['fun', 'Write its body where it is used.'],
  ['%dw', 'The header stands at the start.'],
]);
/** `match { case … }` and `update { case … }`. */
const CASES: ReadonlyMap<string, string> = new Map([
  ['match', 'Write if (x == …) … else if ( … ) … else …'],
  ['update', 'Read what it would change: a rule changes nothing.'],
]);

const FOREIGN_SELECTOR = /(?:\.\*|\.\.|\.)[&@^#]\w*/y;
const SELECTOR_ADVICE: ReadonlyMap<string, string> = new Map([
  ['@', 'It reads the attributes of XML, and claims are JSON: write .name'],
  ['&', 'It gives names together with values: write .name for the value, .name? to ask for the name.'],
  ['^', 'It reads what a format tells of a value, and claims tell nothing else: write .name'],
  ['#', 'It reads the namespace of XML, and claims are JSON: write .name'],
]);

/** Whether a word of the language may not be used as a name. */
export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word);
}

/** Parses what binds tightest: literals, names, calls, parentheses and selectors. */
export abstract class PrimaryParser extends TokenStream {
  /** The loosest level, for what stands between brackets. */
  abstract expression(): Node;
  /** An expression of a part of the text. */
  protected abstract inner(start: number, end: number): Node;

  // postfix := primary selector*
  protected postfix(): Node {
    const { start } = this.current;
    let node = this.primary();
    for (;;) {
      const next = this.selector(start, node);
      if (next === undefined) return node;
      node = next;
    }
  }

  // selector := ('.' | '.*' | '..') key | '[' expression ']' | '?'
  private selector(start: number, target: Node): Node | undefined {
    if (this.is('.') || this.is('.*') || this.is('..')) {
      this.refuseForeignSelector();
      const { text } = this.take() as { readonly text: '.' | '.*' | '..' };
      const key = this.key();
      return this.make(start, { kind: 'select', target, form: text, key });
    }
    if (this.is('[')) {
      this.take();
      if (this.is('?'))
        throw this.error(
          'UNSUPPORTED',
          this.current,
          '[?( … )] is not part of this language.',
          'Write list filter ( … )',
        );
      return this.index(start, target);
    }
    if (!this.is('?')) return undefined;
    const isSelector =
      (target.kind === 'select' && target.form === '.') || (target.kind === 'index' && !target.isEnclosed);
    if (!isSelector)
      throw this.error(
        'SYNTAX',
        this.current,
        '"?" asks whether a key is there.',
        'Write it after one: vars.claimSet.name?',
      );
    this.take();
    return this.make(start, { kind: 'present', target });
  }

  // key := name | text
  private key(): string {
    const token = this.current;
    if (token.kind === 'name' && /^[A-Za-z]\w*$/.test(token.text)) {
      this.take();
      this.refuseJoinedKey(token.text, token.start);
      this.refuseMethod(token.text, token);
      return token.text;
    }
    if (token.kind === 'text' && token.parts.length === 1) {
      this.take();
      return token.parts[0] as string;
    }
    const hint = "A name that has other characters than letters, digits and _ goes into quotes: .'my-name'";
    throw this.error('SYNTAX', token, `A key is missing before ${tokenInWords(token)}.`, hint);
  }

  /** `.@name`, `.&name`, `.^raw`. */
  private refuseForeignSelector(): void {
    const written = this.lexer.looksLike(FOREIGN_SELECTOR, this.current.start)?.[0];
    const sign = /[&@^#]/.exec(written ?? '')?.[0];
    if (written === undefined || sign === undefined) return;
    const span = { start: this.current.start, end: this.current.start + written.length };
    const summary = `The selector .${sign} is not part of this language.`;
    throw this.error('UNSUPPORTED', span, summary, SELECTOR_ADVICE.get(sign));
  }

  /** `.contains("x")`, as other languages call a function. */
  private refuseMethod(name: string, span: Span): void {
    if (!this.is('(')) return;
    const known = adviseForeign(name) ?? adviseLeftOut(name);
    const { parameters = [] } = FUNCTIONS.find((one) => one.name === name) ?? {};
    const call = parameters.length === 1 ? `Write ${name}( … ).` : `Write … ${name} ….`;
    const hint =
      known ?? (isFunctionName(name) ? call : 'Functions are sizeOf( … ), … contains … and the like.');
    throw this.error('SYNTAX', span, 'A function is not called with a dot.', hint);
  }

  /** `.cognito:groups` is no key, and neither is what it was meant to be. */
  private refuseJoinedKey(name: string, start: number): void {
    const rest = this.lexer.looksLike(/[:#@][\w:/.-]*|-[A-Za-z][\w-]*/y, this.lastEnd)?.[0];
    if (rest === undefined) return;
    const span = { start, end: this.lastEnd + rest.length };
    throw this.error(
      'SYNTAX',
      span,
      `The key ${name}${rest} needs quotes, because of its characters.`,
      `Write .'${name}${rest}', or put blanks around a minus sign.`,
    );
  }

  // index := expression ']'
  private index(start: number, target: Node): Node {
    const inside = this.expression();
    this.expect(']');
    if (inside.kind !== 'call' || inside.name !== 'to' || !inside.isInfix || inside.isEnclosed)
      return this.make(start, { kind: 'index', target, index: inside });
    const [from, to] = inside.arguments as [Node, Node];
    return this.make(start, { kind: 'slice', target, from, to });
  }

  // primary := number | text | date | pattern | list | '(' expression ')' | 'do' block | name arguments?
  private primary(): Node {
    const token = this.current;
    switch (token.kind) {
      case 'number':
        this.take();
        return this.make(token.start, { kind: 'literal', value: token.value });
      case 'date':
        this.take();
        return this.make(token.start, { kind: 'date', text: token.text });
      case 'text':
        this.take();
        return this.text(token.start, token.parts);
      case 'name':
        return this.named(token.text, token.start);
      case 'symbol':
      case 'end':
      default:
        return this.bracketed();
    }
  }

  private text(start: number, parts: readonly (string | { start: number; end: number })[]): Node {
    const end = this.lastEnd;
    const nodes = parts
      .filter((part) => part !== '' || parts.length === 1)
      .map((part) => (typeof part === 'string' ? part : this.nested(() => this.inner(part.start, part.end))));
    this.lastEnd = end;
    return this.make(start, { kind: 'text', parts: nodes });
  }

  private bracketed(): Node {
    const { start } = this.current;
    if (this.takeIf('(')) {
      const inside = this.expression();
      this.expect(')', 'Each "(" needs its ")".');
      return { ...inside, start, end: this.lastEnd, isEnclosed: true };
    }
    if (this.takeIf('[')) {
      const items = this.list(']');
      return this.make(start, { kind: 'array', items });
    }
    if (this.is('/')) {
      const { source, end } = this.lexer.pattern(this.current);
      this.continueAt(end);
      return this.make(start, { kind: 'pattern', source });
    }
    if (this.is('{'))
      throw this.error('UNSUPPORTED', this.current, 'Object literals are not part of this language.');
    throw this.error('SYNTAX', this.current, `A value is missing before ${tokenInWords(this.current)}.`);
  }

  private named(name: string, start: number): Node {
    if (name === 'true' || name === 'false' || name === 'null') {
      this.take();
      return this.make(start, { kind: 'literal', value: name === 'null' ? null : name === 'true' });
    }
    if (name === 'do') return this.nested(() => this.block(start));
    if (name === 'if')
      throw this.error(
        'SYNTAX',
        this.current,
        'An if that is an operand needs parentheses.',
        '( if … else … )',
      );
    this.refuseUnsupported(name);
    if (isKeyword(name)) throw this.error('SYNTAX', this.current, `A value is missing before "${name}".`);
    const nameSpan = { start, end: this.current.end };
    this.take();
    if (this.is('(')) this.refuseLeftOut(name, nameSpan);
    if (!this.takeIf('(')) return this.make(start, { kind: 'name', name });
    const list = this.list(')');
    const shape = { kind: 'call', name, nameSpan, isInfix: false, parenthesized: undefined } as const;
    return this.make(start, { ...shape, arguments: list });
  }

  /** Refuses a function of DataWeave that is not part of this subset, before its arguments can be misread. */
  protected refuseLeftOut(written: string, span: Span): void {
    const name = written.slice(written.lastIndexOf(':') + 1);
    const hint = this.state.aliases.has(written) ? undefined : adviseLeftOut(name);
    if (hint === undefined) return;
    const summary = `${written} is a function of DataWeave, but not of this language.`;
    throw this.error('UNSUPPORTED', { start: span.start, end: span.end }, summary, hint);
  }

  /** Refuses a word of the language that is not part of this subset. */
  protected refuseUnsupported(name: string): void {
    const isBeforeCases = this.lexer.looksLike(/\s*\{/y, this.current.end) !== undefined;
    const hint = (isBeforeCases ? CASES.get(name) : undefined) ?? UNSUPPORTED.get(name);
    if (hint !== undefined)
      throw this.error('UNSUPPORTED', this.current, `${name} is not part of this language.`, hint);
  }

  // list := ( expression ( ',' expression )* )? close
  private list(close: string): readonly Node[] {
    const items: Node[] = [];
    if (this.takeIf(close)) return items;
    do items.push(this.expression());
    while (this.takeIf(','));
    this.expect(close);
    return items;
  }

  // block := 'do' '{' declaration* '---' expression '}'
  private block(start: number): Node {
    this.take();
    this.expect('{');
    const declarations: Declaration[] = [];
    while (this.is('var')) declarations.push(this.declaration());
    if (declarations.length > 0 || this.is('---'))
      this.expect('---', 'The declarations end with ---: do { var x = 1 --- x }');
    const body = this.expression();
    this.expect('}');
    return this.make(start, { kind: 'scope', declarations, body });
  }

  // declaration := 'var' name '=' expression
  protected declaration(): Declaration {
    this.take();
    const span = { start: this.current.start, end: this.current.end };
    const name = this.expectName('The name of the variable');
    if (isKeyword(name)) throw this.error('SYNTAX', span, `"${name}" is a word of the language.`);
    if (this.is(':'))
      throw this.error('UNSUPPORTED', this.current, 'A variable has no type here.', `var ${name} = …`);
    this.expect('=');
    return { name, value: this.expression(), span };
  }
}
