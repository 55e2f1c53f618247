import type { Declaration, ImportDirective, Script } from './ast.js';
import type { Span } from '../diagnostics/expression-error.js';
import { Parser } from './parser.js';
import { tokenInWords } from './token-stream.js';

const HEADER_WORDS = ['%dw', 'output', 'import', 'var', 'fun', 'input', 'ns', 'type'];
const MEDIA_TYPE = /\s+[\w.+-]+\/[\w.+-]+/y;

/** Parses an expression with its header. */
class ScriptParser extends Parser {
  // script := ( header '---' )? expression
  script(): Script {
    const { start } = this.current;
    const imports: ImportDirective[] = [];
    const declarations: Declaration[] = [];
    if (HEADER_WORDS.some((word) => this.is(word))) {
      while (!this.takeIf('---')) this.directive(imports, declarations);
    } else this.takeIf('---');
    const body = this.whole();
    if (declarations.length === 0) return { imports, root: body };
    return { imports, root: this.make(start, { kind: 'scope', declarations, body }) };
  }

  // directive := '%dw' number | 'output' media-type | 'import' … | declaration
  private directive(imports: ImportDirective[], declarations: Declaration[]): void {
    if (this.is('%dw')) this.version();
    else if (this.is('output')) this.output();
    else if (this.is('import')) imports.push(this.importDirective());
    else if (this.is('var')) declarations.push(this.declaration());
    else {
      const isKnown = HEADER_WORDS.some((word) => this.is(word));
      const summary = isKnown
        ? `${tokenInWords(this.current)} is not part of this language.`
        : `The header lacks its "---" before ${tokenInWords(this.current)}.`;
      const hint =
        (this.is('fun') ? 'Write its body where it is used. ' : '') +
        'A header has %dw 2.0, output, import and var, and ends with ---';
      throw this.error(isKnown ? 'UNSUPPORTED' : 'SYNTAX', this.current, summary, hint);
    }
  }

  private version(): void {
    this.take();
    const token = this.take();
    if (token.kind === 'number' && token.value >= 2 && token.value < 3) return;
    throw this.error('UNSUPPORTED', token, 'The version of the language is 2.0.', 'Write %dw 2.0');
  }

  /** The media type is skipped: the result is never written. */
  private output(): void {
    const type = this.lexer.looksLike(MEDIA_TYPE, this.current.end);
    if (type === undefined)
      throw this.error('SYNTAX', this.current, 'The media type is missing.', 'output application/json');
    this.continueAt(this.current.end + type[0].length);
  }

  // import := 'import' ( ( '*' | name ( 'as' name )? ( ',' … )* ) 'from' )? module
  private importDirective(): ImportDirective {
    this.take();
    if (this.takeIf('*')) return this.importFrom('*');
    const span: Span = { start: this.current.start, end: this.current.end };
    const first = this.importedName();
    if (!this.is('from') && !this.is(',')) return { module: first.name, span, names: undefined };
    const names = [first];
    while (this.takeIf(',')) names.push(this.importedName());
    return this.importFrom(names);
  }

  private importedName(): { readonly name: string; readonly alias: string } {
    const name = this.expectName('What is imported');
    if (!this.takeIf('as')) return { name, alias: name };
    const alias = this.expectName('The name for it');
    this.state.aliases.add(alias);
    return { name, alias };
  }

  private importFrom(names: ImportDirective['names']): ImportDirective {
    this.expect('from');
    const span = { start: this.current.start, end: this.current.end };
    return { module: this.expectName('The module'), span, names };
  }
}

/** Parses a part of a text as one expression. Throws ExpressionError. */
export function parseScript(source: string, part: Span): Script {
  return new ScriptParser(source, part, { depth: 0, nodes: 0, aliases: new Set() }).script();
}
