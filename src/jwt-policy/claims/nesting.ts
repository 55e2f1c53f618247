/**
 * Whether a value has at most so many objects and lists within each other. Uses no recursion: depth is the sender's
 * choice, and what recurses over it must ask here first.
 */
export function isNestedWithin(value: unknown, levels: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    const nested = level.filter((one) => typeof one === 'object' && one !== null);
    if (depth === levels && nested.length > 0) return false;
    level = nested.flatMap((one) => Object.values(one) as unknown[]);
  }
  return true;
}
