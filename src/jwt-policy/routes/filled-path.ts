import type { PatternPart } from './pattern-variant.js';
import type { PatternVariant } from './pattern-variant.js';

/** Only characters that RFC 3986 §3.3 allows unencoded in a segment, as in most segments. */
const PLAIN = /^[\w.~!$&'()*+,;=:@-]*$/;

/** Characters that need no encoding in a segment, but are encoded by `encodeURIComponent`. */
const PLAIN_BUT_ENCODED = /%(?:24|26|2B|2C|3A|3B|3D|40)/g;

/** The one spelling of a segment: only characters that need it are encoded, so that a pattern with `@` or `:` matches. */
export function encodeSegment(segment: string): string {
  if (PLAIN.test(segment)) return segment;
  return encodeURIComponent(segment).replaceAll(PLAIN_BUT_ENCODED, decodeURIComponent);
}

/** Parameters as the router decoded them; a wildcard's value is a text with slashes or a list of segments. */
export type RouteParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The value of a parameter, own properties only: a name such as `constructor` finds nothing inherited. */
export function valueOf(parameters: RouteParameters, name: string): string | readonly string[] | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

/** Whether the router has filled a parameter with anything. */
export function isFilled(parameters: RouteParameters, name: string): boolean {
  const value = valueOf(parameters, name);
  return value !== undefined && value !== '';
}

/** A pattern with the parameters of a call filled in. */
export interface FilledPath {
  /** With the slash at its end, where there is one. */
  readonly text: string;
  /** Whether readers could take it for different paths. */
  readonly isAmbiguous: boolean;
}

/** A segment that readers remove or resolve when they normalise a path. */
function isUnstable(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..';
}

/** The decoded segments of a value: a parameter is one, whatever is in it, and a wildcard has one at every slash. */
function segmentsOf(kind: 'parameter' | 'wildcard', value: string | readonly string[]): readonly string[] {
  if (kind === 'parameter') return [value.toString()];
  const text = typeof value === 'string' ? value : value.join('/');
  return text.split('/');
}

/** Puts a path together, and watches the segments that the sender has written. */
class PathFilling {
  private text = '';
  private segment = '';
  private isWritten = false;
  private isAmbiguous = false;

  constructor(private readonly parameters: RouteParameters) {}

  add(part: PatternPart): void {
    if (part.kind === 'text') return this.addText(part.text);
    const value = valueOf(this.parameters, part.name) ?? '';
    for (const [index, segment] of segmentsOf(part.kind, value).entries()) {
      if (index > 0) this.endSegment();
      // Readers that take `\` for a slash would find other segments.
      if (part.kind === 'wildcard' && segment.includes('\\')) this.isAmbiguous = true;
      this.segment += encodeSegment(segment);
      this.isWritten = true;
    }
  }

  finish(): FilledPath {
    const { text, segment } = this;
    // A last segment that is empty is a slash at the end, which readers of paths agree upon.
    const isAmbiguous = this.isAmbiguous || (this.isWritten && segment !== '' && isUnstable(segment));
    return { text: text + segment, isAmbiguous };
  }

  private addText(text: string): void {
    for (const [index, segment] of text.split('/').entries()) {
      if (index > 0) this.endSegment();
      this.segment += segment;
    }
  }

  private endSegment(): void {
    if (this.isWritten && isUnstable(this.segment)) this.isAmbiguous = true;
    this.text += `${this.segment}/`;
    this.segment = '';
    this.isWritten = false;
  }
}

/** Fills in the parameters as the router decoded them, each segment encoded again. */
export function fillPath({ parts }: PatternVariant, parameters: RouteParameters): FilledPath {
  const filling = new PathFilling(parameters);
  for (const part of parts) filling.add(part);
  return filling.finish();
}
