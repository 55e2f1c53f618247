/** Waits for something that comes by itself: looks each time the process has nothing else to do. */
export async function until(holds) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    while (!holds())
        await new Promise(setImmediate);
}
