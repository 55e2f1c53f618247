/**
 * Measures every contestant once a round, in an order that rotates: none is always first, and all meet the same
 * weather.
 * @template C, R
 * @param {readonly C[]} contestants
 * @param {number} rounds
 * @param {(contestant: C, round: number) => Promise<R>} measure
 * @returns {Promise<Map<C, R[]>>} by contestant, the results of each round
 */
export async function interleave(contestants, rounds, measure) {
  const results = new Map(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < contestants.length; place += 1) {
      const contestant = contestants[(place + round) % contestants.length];
      results.get(contestant).push(await measure(contestant, round));
    }
  }
  return results;
}
