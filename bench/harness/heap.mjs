/** Heap and external bytes. Collects twice, with a turn of the event loop between: what finalizers hold is freed by the second. */
export async function heapBytes() {
  globalThis.gc();
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
