import { collectOften } from './collections.mjs';
import { keepTick } from './kept-tick.mjs';
import { startProfiler, summarize } from './profiler.mjs';

/** What `Child` starts: opens one module and answers the calls of the parent, one after the other. */
const [, , module, ticks] = process.argv;
let methods;
let last = ticks === 'keep-tick' ? keepTick() : Promise.resolve();

let profiler;
/** What every child can do. */
const own = {
  startProfile: async () => {
    profiler = await startProfiler();
  },
  stopProfile: async () => summarize(await profiler.stop()),
  collectOften,
};

async function answer({ id, method, input }) {
  try {
    if (method === 'open') {
      const { open } = await import(new URL(`../${module}`, import.meta.url));
      const { ready, ...opened } = await open(input);
      methods = opened;
      process.send({ id, output: ready });
    } else {
      process.send({ id, output: await (methods[method] ?? own[method])(input) });
    }
  } catch (error) {
    process.send({ id, error: error?.stack ?? String(error) });
  }
}

process.on('message', (message) => {
  last = last.then(() => answer(message));
});
process.on('disconnect', () => process.exit());
