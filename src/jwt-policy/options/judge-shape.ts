import { validateSync } from 'class-validator';
import { isBare, isPlainObject } from '../claims/index.js';
import { unknownOption } from '../errors/index.js';
import { KNOWN_OPTIONS } from './option-shapes.js';
import type { Problems } from './problems.js';

/** Joins a path and a name: `policies[0]` and `name`, or nothing and `issuers`. */
export function at(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/**
 * Judges the plain values of one options object against its shape and refuses unknown names.
 * Returns a copy to read on from, or undefined when the value is no object.
 */
export function judgeShape<Shape extends object>(
  shape: new () => Shape,
  input: unknown,
  path: string,
  problems: Problems,
): Shape | undefined {
  if (!isPlainObject(input)) {
    problems.add(path || 'options', 'must be an object.');
    return undefined;
  }
  if (!isBare(input)) {
    problems.add(path || 'options', 'must be a plain object: what a class or a prototype adds is not read.');
    return undefined;
  }
  const known = KNOWN_OPTIONS.get(shape) ?? [];
  const copy = new shape();
  for (const [name, value] of Object.entries(input)) {
    if (known.includes(name)) (copy as Record<string, unknown>)[name] = value;
    else problems.add(at(path, name), unknownOption(name, known));
  }
  for (const { property, constraints } of validateSync(copy, { forbidUnknownValues: false })) {
    // class-validator asks from the bottom decorator up: the last answer is of the topmost, the most basic one.
    for (const message of Object.values({ ...constraints }).slice(-1))
      problems.add(at(path, property), message);
  }
  return copy;
}

/** A judged number, or its default. What is no number was told by the shape. */
export function numberOr(fallback: number, value: unknown): number {
  return typeof value === 'number' ? value : fallback;
}
