import { closestName } from '../../errors/index.js';

/** A question after the probable name, or the known ones. */
export function describeMembers(name: string, known: readonly string[]): string {
  const closest = closestName(name, known);
  return closest === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${closest}?`;
}
