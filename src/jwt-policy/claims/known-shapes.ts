/** So many shapes an issuer gives its claims, at most; those of a flood of odd ones are not learnt. */
const MAX_SHAPES = 256;
/** Characters of the names of one shape. */
const MAX_LENGTH = 1_024;

/**
 * The shapes of objects, that is, their names in order, that tokens before had too. An engine keeps a shape once for all
 * objects that have it, so that it weighs only with the first of them.
 */
export class KnownShapes {
  private readonly shapes = new Set<string>();

  /** Whether a shape was there before; it is from now on, as long as there is room. */
  knows(names: readonly string[]): boolean {
    const shape = names.join('\0');
    if (this.shapes.has(shape)) return true;
    if (this.shapes.size < MAX_SHAPES && shape.length <= MAX_LENGTH) this.shapes.add(shape);
    return false;
  }
}
