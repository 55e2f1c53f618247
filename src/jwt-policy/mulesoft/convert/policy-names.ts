import type { PolicySource } from '../read/policy-source.js';

/**
 * The names of policies, each once: label, metadata.name, or asset and order; one that stands there already gets a
 * number. The same file gives the same names.
 */
export function uniqueNames(sources: readonly PolicySource[]): readonly string[] {
  const taken = new Set<string>();
  return sources.map(({ name }) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name}-${number}`;
    taken.add(unique);
    return unique;
  });
}
