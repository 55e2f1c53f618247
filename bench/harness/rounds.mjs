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

/** The columns of the same row of several tables, one after the other. */
function joinRows(rows) {
  const names = Object.keys(rows[0]);
  const join = (name) => (Array.isArray(rows[0][name]) ? rows.flatMap((row) => row[name]) : rows[0][name]);
  return Object.fromEntries(names.map((name) => [name, join(name)]));
}

/**
 * Measures several times, each time with new processes, and joins the rounds of each row. Two processes of the same
 * program differ for as long as they run, so that rounds alone do not even that out.
 * @param {number} processes
 * @param {() => Promise<object[]>} measure rows: a label, and lists with a value for each round
 */
export async function inNewProcesses(processes, measure) {
  const all = [];
  for (let count = 0; count < processes; count += 1) all.push(await measure());
  return all[0].map((_row, place) => joinRows(all.map((rows) => rows[place])));
}
