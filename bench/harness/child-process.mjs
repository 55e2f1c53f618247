/** What `Child` starts: opens one module and answers the calls of the parent, one after the other. */
const [, , module] = process.argv;
let methods;
let last = Promise.resolve();

async function answer({ id, method, input }) {
  try {
    if (method === 'open') {
      const { open } = await import(new URL(`../${module}`, import.meta.url));
      const { ready, ...opened } = await open(input);
      methods = opened;
      process.send({ id, output: ready });
    } else {
      process.send({ id, output: await methods[method](input) });
    }
  } catch (error) {
    process.send({ id, error: error?.stack ?? String(error) });
  }
}

process.on('message', (message) => {
  last = last.then(() => answer(message));
});
process.on('disconnect', () => process.exit());
