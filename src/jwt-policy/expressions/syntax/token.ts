import type { Span } from '../diagnostics/expression-error.js';

/** A piece of a text literal: characters, or the place of an expression that is put in. */
export type TextPart = string | Span;

/** One word of an expression. */
export type Token = Span &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'text'; readonly parts: readonly TextPart[] }
    | { readonly kind: 'date'; readonly text: string }
    /** A name, a keyword, `$` or `$$`; `dw::core::Strings::first` is one name. */
    | { readonly kind: 'name'; readonly text: string }
    | { readonly kind: 'symbol'; readonly text: string }
    | { readonly kind: 'end' }
  );
