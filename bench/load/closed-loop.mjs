import { Connection } from './connection.mjs';

/**
 * As many requests as the connections carry: each sends a batch, and the next after the last answer. Ends after the
 * time, or after the number of requests.
 * @param {{ port: number, next: () => Buffer, batch?: number, connections: number, ms?: number, requests?: number }} settings
 * @returns {Promise<{ answered: number, seconds: number }>}
 */
export function closedLoop({ port, next, batch = 1, connections, ms = Infinity, requests = Infinity }) {
  const nextBatch = batch === 1 ? next : () => Buffer.concat(Array.from({ length: batch }, () => next()));
  return new Promise((resolve, reject) => {
    const open = new Set();
    const fail = (error) => {
      for (const connection of open) connection.close();
      reject(error);
    };
    const start = performance.now();
    let sent = 0;
    let answered = 0;
    const go = (connection) => {
      if (sent >= requests || performance.now() - start >= ms) {
        open.delete(connection);
        connection.close();
        if (open.size === 0) resolve({ answered, seconds: (performance.now() - start) / 1000 });
        return;
      }
      sent += batch;
      connection.send(nextBatch(), batch, () => {
        answered += batch;
        go(connection);
      });
    };
    for (let count = 0; count < connections; count += 1) open.add(new Connection(port, fail));
    for (const connection of open) go(connection);
  });
}
