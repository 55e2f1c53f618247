import { encodeSegment } from './encode-segment.js';
import type { PatternPart } from './pattern-part.js';
import type { PatternVariant } from './pattern-variant.js';
import { valueOf, type RouteParameters } from './route-parameters.js';

/** A pattern with the parameters of a call filled in. */
export interface FilledPath {
  /** With the slash at its end, where there is one. */
  readonly text: string;
  /** Whether readers could take it for different paths. */
  readonly isAmbiguous: boolean;
}

/** A segment that whoever resolves or normalises a path would leave out, or take another one for. */
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
