import { Connection } from './connection.mjs';

/**
 * Requests at a steady rate, whether or not earlier ones are answered. The time of a request counts from when it was
 * to be sent, so that a server that stands still is not spared.
 * @returns {Promise<number[]>} the times in milliseconds
 */
export function openLoop({ port, next, connections, perSecond, ms }) {
  return new Promise((resolve, reject) => {
    const total = Math.floor((perSecond * ms) / 1000);
    const open = [];
    const idle = [];
    const waiting = [];
    const latencies = [];
    let issued = 0;
    let timer;
    const close = () => {
      clearInterval(timer);
      for (const connection of open) connection.close();
    };
    const fail = (error) => {
      close();
      reject(error);
    };
    const pump = () => {
      while (idle.length > 0 && waiting.length > 0) send(idle.pop(), waiting.shift());
    };
    const send = (connection, since) => {
      connection.send(next(), 1, () => {
        latencies.push(performance.now() - since);
        idle.push(connection);
        if (latencies.length < total) return pump();
        close();
        return resolve(latencies);
      });
    };
    for (let count = 0; count < connections; count += 1) {
      const connection = new Connection(port, fail);
      open.push(connection);
      idle.push(connection);
    }
    const start = performance.now();
    timer = setInterval(() => {
      const now = performance.now();
      const due = Math.min(total, Math.floor(((now - start) * perSecond) / 1000));
      for (; issued < due; issued += 1) waiting.push(now);
      pump();
    }, 1);
  });
}
