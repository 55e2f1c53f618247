const MAX_DISTANCE = 2;

/** How many characters must be changed, added or left out to make one word the other. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const changed = (row[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}

/** The known name that a wrong one was probably meant to be. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ far, candidate }) => far <= Math.min(MAX_DISTANCE, candidate.length - 1))
    .toSorted((left, right) => left.far - right.far);
  return near[0]?.candidate;
}

/** A question after the probable name, or the known ones. */
export function describeMembers(name: string, known: readonly string[]): string {
  const closest = name.length <= 40 ? closestName(name, known) : undefined;
  return closest === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${closest}?`;
}
