/** The least a cache keyed by the token itself can cost. */
export async function open(corpus) {
  const known = new Map();
  for (let index = 0; index < corpus.size; index += 1) known.set(corpus.token(index), index);
  return (bearer) => known.has(bearer.slice('Bearer '.length));
}
