import { CLAIM_SHAPES } from '../corpus/claim-shapes.mjs';
import { Child, withChildren } from '../harness/child.mjs';
import { number } from '../harness/table.mjs';

const MIB = 2 ** 20;
/** Small enough for a tenth of the tokens to fill it; the entries are not what ends it. */
const CONFIGURED = { maxEntries: 200_000, maxBytes: 16 * MIB };
const NODE_OPTIONS = ['--expose-gc'];

const mib = (bytes) => number(bytes / MIB);

async function measure(child, steps, tokensEach) {
  // What the first calls compile and load is no token.
  const { bytes: before } = await child.call('see', { tokens: 3 });
  const held = [];
  for (let step = 0; step < steps; step += 1) {
    const { bytes } = await child.call('see', { tokens: tokensEach }, 300_000);
    held.push(bytes - before);
  }
  return held;
}

/** Filled several times over, so that what is held is what the bound lets in. */
const SHAPES_CONFIGURED = { maxEntries: 200_000, maxBytes: 4 * MIB };

/** How to start a process of this worker with the cache as it is given here. */
const startWith = (worker) => (tokenCache) => () =>
  Child.start(worker, { tokenCache }, { nodeOptions: NODE_OPTIONS });

async function measureShape(shape, tokens) {
  const starts = [SHAPES_CONFIGURED, false].map(startWith('workers/claim-shapes.mjs'));
  const [on, off] = await withChildren(starts, (children) =>
    Promise.all(children.map((child) => child.call('fill', { shape, tokens }, 300_000))),
  );
  return (on.bytes - off.bytes) / SHAPES_CONFIGURED.maxBytes;
}

/** What the cache holds of its configured bytes, for claims of each shape. */
async function measureShapes(quick) {
  const held = [];
  for (const [shape, make] of Object.entries(CLAIM_SHAPES)) {
    // Every shape takes at least half of what its text takes, beside 500 bytes for the entry.
    const enough = Math.ceil((SHAPES_CONFIGURED.maxBytes * (quick ? 2 : 4)) / (500 + make(0).length));
    held.push([shape, await measureShape(shape, enough)]);
  }
  return held;
}

export const title = 'Memory of the token cache';

export async function run({ quick }) {
  const [steps, tokensEach] = quick ? [4, 10_000] : [10, 100_000];
  const starts = [CONFIGURED, false].map(startWith('workers/memory.mjs'));
  const [on, off] = await withChildren(starts, (children) =>
    Promise.all(children.map((child) => measure(child, steps, tokensEach))),
  );
  const held = on.map((bytes, step) => bytes - off[step]);
  const rows = held.map((bytes, step) => [
    ((step + 1) * tokensEach).toLocaleString('en-US'),
    mib(on[step]),
    mib(off[step]),
    mib(bytes),
    number(bytes / CONFIGURED.maxBytes),
  ]);
  const full = held.slice(Math.floor(held.length / 2)).map((bytes) => bytes / CONFIGURED.maxBytes);
  const shapes = await measureShapes(quick);
  const heaviest = shapes.reduce((worst, one) => (one[1] > worst[1] ? one : worst), ['none', 0]);
  const [least, most] = [Math.min(...full), Math.max(...full)];
  return {
    measured: { configured: CONFIGURED, tokensEach, on, off, shapes },
    tables: [
      {
        title: `Heap and external bytes after a collection; configured ${mib(CONFIGURED.maxBytes)} MiB`,
        columns: ['distinct tokens', 'cache on, MiB', 'cache off, MiB', 'held, MiB', '× configured'],
        rows,
        notes: [
          'Growth since the third token. Two processes see the same number of tokens; held is the difference.',
        ],
      },
      {
        title: `Claims of each shape, configured ${mib(SHAPES_CONFIGURED.maxBytes)} MiB`,
        columns: ['claims', 'held, × configured'],
        rows: shapes.map(([shape, share]) => [shape, number(share)]),
        notes: [
          'Less than 1: the shape is charged for more than it takes. Each in two processes of its own, cache on and off.',
        ],
      },
    ],
    goals: [
      {
        what: 'token cache memory, claims of any shape',
        goal: '≤ 1.2 × configured bytes',
        measured: `${number(heaviest[1])} × at most (${heaviest[0]})`,
        met: heaviest[1] <= 1.2,
      },
      {
        what: `token cache memory, ${(steps * tokensEach).toLocaleString('en-US')} distinct tokens`,
        goal: 'configured bytes ±20 %, flat',
        measured: `${number(least)}–${number(most)} × configured over the second half`,
        met: least >= 0.8 && most <= 1.2,
      },
    ],
  };
}
