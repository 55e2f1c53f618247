import type { Operand } from '../evaluate/operand.js';

/** What a name stands for: a place of the frame, or a value that never changes. */
export type Binding = { readonly slot: number; readonly kinds: number } | { readonly constant: Operand };

/** The names that are known at a place, one level on top of another. */
export class Scope {
  private readonly names: ReadonlyMap<string, Binding>;
  private readonly outer: Scope | undefined;

  constructor(names: ReadonlyMap<string, Binding> = new Map(), outer?: Scope) {
    this.names = names;
    this.outer = outer;
  }

  find(name: string): Binding | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }

  /** The known names, for a message. */
  known(): readonly string[] {
    return [...this.names.keys(), ...(this.outer?.known() ?? [])];
  }
}
