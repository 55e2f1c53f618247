import { Child } from '../harness/child.mjs';
import { interleave } from '../harness/rounds.mjs';

/** What an application has imported before the library. */
export const NEST = ['reflect-metadata', '@nestjs/common', '@nestjs/core'];

async function once({ method, input, library }) {
  const child = await Child.start('workers/start.mjs', {}, { library });
  try {
    return await child.call(method, input);
  } finally {
    await child.stop();
  }
}

/**
 * What a process does once, each time in a new process, all in turn. The first of each is left out: it reads files that
 * the machine has not in memory.
 * @returns {Promise<{ label: string, wall: number[], cpu: number[] }[]>} milliseconds
 */
export async function measureStarts(contestants, processes) {
  for (const contestant of contestants) await once(contestant);
  const results = await interleave(contestants, processes, once);
  return contestants.map((contestant) => {
    const all = results.get(contestant);
    return { label: contestant.label, wall: all.map(({ wall }) => wall), cpu: all.map(({ cpu }) => cpu) };
  });
}
