/** How long calls in flight may take to finish once the process was told to end, in milliseconds. */
export const CLOSE_GRACE_MS = 300;
/**
 * Runs `close` and gives the calls in flight a short grace; then every connection is cut, keep-alive or not,
 * because one open socket would keep the process alive for as long as its peer likes.
 */
export async function closeWithin(server, close, graceMs = CLOSE_GRACE_MS) {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    try {
        await close();
    }
    finally {
        clearTimeout(cut);
    }
}
/** Stops listening and resolves when the last connection is gone, `graceMs` milliseconds later at most. */
export async function closeServer(server, graceMs) {
    await closeWithin(server, () => new Promise((resolve) => server.close(resolve)), graceMs);
}
