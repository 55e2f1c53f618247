/** A text that stands in the pattern of a route as it is. */
export interface PatternText {
  readonly kind: 'text';
  readonly text: string;
}

/** A place that the router fills: a parameter is one segment or a part of it, a wildcard any number of segments. */
export interface Placeholder {
  readonly kind: 'parameter' | 'wildcard';
  readonly name: string;
  /** As it is written in the pattern, for messages: `:id`, `*path`. */
  readonly text: string;
}

export type PatternPart = PatternText | Placeholder;

/** Parts that a call may leave out. */
export interface PatternGroup {
  readonly kind: 'group';
  readonly nodes: readonly PatternNode[];
}

export type PatternNode = PatternPart | PatternGroup;

/** One segment of a pattern. */
export interface PatternSegment {
  /** As it is written: `orders`, `:id`, `v:version`, `*path`. */
  readonly text: string;
  /** How the router may fill it: `literal` not at all, `parameter` one segment, `wildcard` any number of segments. */
  readonly kind: 'literal' | 'parameter' | 'wildcard';
}

/** A pattern with each of its optional groups either present or left out. */
export interface PatternVariant {
  readonly text: string;
  readonly parts: readonly PatternPart[];
  readonly segments: readonly PatternSegment[];
  /** The placeholders in it that other variants leave out. */
  readonly optional: readonly Placeholder[];
  /** The text before its first placeholder. */
  readonly start: string;
  /** Whether it has no placeholder, so that all calls have the same path. */
  readonly isFixed: boolean;
}

interface Choice {
  readonly parts: readonly PatternPart[];
  readonly optional: readonly Placeholder[];
}

const NOTHING: Choice = { parts: [], optional: [] };

function choicesOf(node: PatternNode, isOptional: boolean): readonly Choice[] {
  if (node.kind === 'group') return [...expand(node.nodes, true), NOTHING];
  return [{ parts: [node], optional: isOptional && node.kind !== 'text' ? [node] : [] }];
}

function expand(nodes: readonly PatternNode[], isOptional: boolean): readonly Choice[] {
  let choices: readonly Choice[] = [NOTHING];
  for (const node of nodes) {
    const further = choicesOf(node, isOptional);
    choices = choices.flatMap((choice) =>
      further.map(({ parts, optional }) => ({
        parts: [...choice.parts, ...parts],
        optional: [...choice.optional, ...optional],
      })),
    );
  }
  return choices;
}

function textOf(parts: readonly PatternPart[]): string {
  return parts.map(({ text }) => text).join('');
}

/** A segment with a wildcard in it is one, whatever else stands there. */
function kindOf(before: PatternSegment['kind'], part: PatternPart): PatternSegment['kind'] {
  return part.kind === 'text' || before === 'wildcard' ? before : part.kind;
}

/** The segments of a pattern; those without any text are none, because rows do not count slashes. */
function segmentsOf(parts: readonly PatternPart[]): readonly PatternSegment[] {
  const segments: PatternSegment[] = [];
  let current: PatternSegment = { text: '', kind: 'literal' };
  const end = (): void => {
    if (current.text !== '') segments.push(Object.freeze(current));
    current = { text: '', kind: 'literal' };
  };
  for (const part of parts) {
    // A slash within an expression of Fastify divides nothing.
    const texts = part.kind === 'text' ? part.text.split('/') : [part.text];
    for (const [index, text] of texts.entries()) {
      if (index > 0) end();
      current = { text: current.text + text, kind: kindOf(current.kind, part) };
    }
  }
  end();
  return Object.freeze(segments);
}

function variantOf({ parts, optional }: Choice): PatternVariant {
  const firstPlaceholder = parts.findIndex(({ kind }) => kind !== 'text');
  const isFixed = firstPlaceholder < 0;
  return Object.freeze({
    text: textOf(parts) || '/',
    parts,
    segments: segmentsOf(parts),
    optional,
    start: textOf(isFixed ? parts : parts.slice(0, firstPlaceholder)),
    isFixed,
  });
}

/** Every variant of a pattern, those with more in them first. */
export function variantsOf(nodes: readonly PatternNode[]): readonly PatternVariant[] {
  return expand(nodes, false).map(variantOf);
}

/** A pattern that no reader understands, as a variant in which nothing is a placeholder. */
export function literalPattern(text: string): PatternVariant {
  return variantOf({ parts: [{ kind: 'text', text }], optional: [] });
}
