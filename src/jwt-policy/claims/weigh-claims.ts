/** More shapes are not learnt: issuers have few, and a flood of odd ones must not fill the memory. */
const MAX_SHAPES = 256;
/** Characters of the names of one shape. */
const MAX_LENGTH = 1_024;

/**
 * The shapes of objects (their names in order) that earlier tokens had. The engine stores a shape once for all objects
 * that have it, so only the first object is charged for it.
 */
export class KnownShapes {
  private readonly shapes = new Set<string>();

  /** Whether the shape is known. If not, it is learnt, as long as there is room. */
  knows(names: readonly string[]): boolean {
    const shape = names.join('\0');
    if (this.shapes.has(shape)) return true;
    if (this.shapes.size < MAX_SHAPES && shape.length <= MAX_LENGTH) this.shapes.add(shape);
    return false;
  }
}

/** The size of claims in memory. */
export interface ClaimsWeight {
  /** Objects, lists, texts, numbers and the like, each counted once. */
  readonly values: number;
  /** An estimate for V8 on a 64-bit machine; `npm run bench -- --suite memory` holds it against the heap. */
  readonly bytes: number;
}

const WORD = 8;
const LIST = 48;
const EMPTY_OBJECT = 56;
const OBJECT = 24;
const TEXT = 16;
/** A number that is no 32-bit integer, such as a time in milliseconds. */
const BOXED_NUMBER = 16;
/** A member of an object whose shape no other token has: its name, and its place in the description of the shape. */
const RARE_MEMBER = 150;
/** An object of more members than this may be kept as a hash table, which shares nothing. */
const MAX_SHAPED_MEMBERS = 64;
/** A name like an index puts its value into a table of its own. */
const INDEX = /^\d+$/;
const INDEX_MEMBER = 180;

/** The bytes of a value itself, without its place in an object or list and without its children. */
function ownBytes(value: unknown): number {
  if (typeof value === 'number') return Object.is(value | 0, value) ? 0 : BOXED_NUMBER;
  if (typeof value !== 'string') return 0;
  return TEXT + WORD * Math.ceil((value.length * (/[^\0-\xff]/.test(value) ? 2 : 1)) / WORD);
}

/** The bytes of the names of an object and of the places of their values. */
function memberBytes(names: readonly string[], shapes: KnownShapes): number {
  const indexes = names.filter((name) => INDEX.test(name)).length;
  const isShared = names.length <= MAX_SHAPED_MEMBERS && shapes.knows(names);
  const rare = isShared ? 0 : names.reduce((sum, name) => sum + RARE_MEMBER + name.length, 0);
  return Math.max(EMPTY_OBJECT, OBJECT + names.length * WORD) + indexes * INDEX_MEMBER + rare;
}

/** Measures what JSON.parse returned. Uses no recursion, because the sender chooses the depth. */
export function weighClaims(root: object, shapes: KnownShapes): ClaimsWeight {
  const pending: object[] = [root];
  let values = 1;
  let bytes = 0;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    // Objects of JSON.parse have only own, enumerable members.
    const children: readonly unknown[] = Object.values(node);
    bytes += Array.isArray(node) ? LIST + children.length * WORD : memberBytes(Object.keys(node), shapes);
    values += children.length;
    for (const child of children) {
      bytes += ownBytes(child);
      if (typeof child === 'object' && child !== null) pending.push(child);
    }
  }
  return { values, bytes };
}
