import { Session } from 'node:inspector/promises';
import { basename } from 'node:path';

/** Samples this process until it is stopped. */
export async function startProfiler(intervalUs = 100) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: intervalUs });
  await session.post('Profiler.start');
  return {
    async stop() {
      const { profile } = await session.post('Profiler.stop');
      session.disconnect();
      return profile;
    },
  };
}

/** Folders that tell of whom a function is, in the order in which they are looked for. */
const OWNERS = [
  ['/.build/', 'this library'],
  ['/jsonwebtoken/', 'jsonwebtoken'],
  ['/jws/', 'jsonwebtoken'],
  ['/jwa/', 'jsonwebtoken'],
  ['/@nestjs/', 'Nest'],
  ['/fastify/', 'Fastify'],
  ['/find-my-way/', 'Fastify'],
  ['/bench/', 'the benchmark'],
  ['node:', 'Node'],
];

function ownerOf({ functionName, url }) {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(idle)' || functionName === '(program)') return functionName;
  return OWNERS.find(([folder]) => url.includes(folder))?.[1] ?? (url === '' ? 'native' : 'other');
}

const nameOf = ({ functionName, url }) => `${functionName || '(anonymous)'}${url ? ` ${basename(url)}` : ''}`;

/**
 * Samples by function and by owner, those that waited left out. Native code counts for the function that called it, so
 * that hashing and verifying stand where they are asked for.
 */
export function summarize({ nodes, samples }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const self = new Map();
  for (const id of samples) self.set(id, (self.get(id) ?? 0) + 1);
  const functions = new Map();
  const owners = new Map();
  let total = 0;
  for (const [id, count] of self) {
    const frame = byId.get(id).callFrame;
    const owner = ownerOf(frame);
    if (owner === '(idle)') continue;
    total += count;
    owners.set(owner, (owners.get(owner) ?? 0) + count);
    const caller = owner === 'native' ? byId.get(parents.get(id))?.callFrame : undefined;
    const name = `${nameOf(frame)}${caller ? ` < ${nameOf(caller)}` : ''}`;
    functions.set(name, (functions.get(name) ?? 0) + count);
  }
  const shares = (counts) =>
    [...counts]
      .map(([name, count]) => ({ name, share: count / total }))
      .toSorted((a, b) => b.share - a.share);
  return { samples: total, functions: shares(functions), owners: shares(owners) };
}
