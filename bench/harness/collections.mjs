/** About three collections without a live tick make V8 forget the shape of ticks; some more make it sure. */
const COLLECTIONS = 8;
const TICKS_BETWEEN = 2000;

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Full collections with ticks between them, none alive meanwhile. Needs `--expose-gc`. */
export async function collectOften() {
  for (let count = 0; count < COLLECTIONS; count += 1) {
    globalThis.gc();
    for (let tick = 0; tick < TICKS_BETWEEN; tick += 1) process.nextTick(() => undefined);
    await nextTurn();
    await nextTurn();
  }
}
