import { once } from 'node:events';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';

const DEADLINE_MS = 20_000;

/** Rejects when nothing comes of it, so that a client that waits in vain is told. */
function within(promise, what) {
  let deadline;
  const late = new Promise((_resolve, reject) => {
    deadline = setTimeout(() => reject(new Error(what())), DEADLINE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(deadline));
}

/** What a client hears, first to last: `{ event, data }`, and `{ ended }` when the connection is refused or closed. */
class Heard {
  all = [];
  #looks = new Set();

  hear(one) {
    this.all.push(one);
    for (const look of this.#looks) look();
  }

  /** Resolves with the first thing that is wanted; rejects with what was heard instead. */
  first(isWanted) {
    let look;
    const found = new Promise((resolve) => {
      look = () => {
        const one = this.all.find(isWanted);
        if (one !== undefined) resolve(one);
      };
      this.#looks.add(look);
      look();
    });
    const over = () => this.#looks.delete(look);
    return within(found, () => `it heard only ${JSON.stringify(this.all)}`).finally(over);
  }

  event(name) {
    return this.first(({ event }) => event === name);
  }

  /** How it ended: the status and the code of a refusal. */
  async ended() {
    return (await this.first(({ ended }) => ended !== undefined)).ended;
  }

  /** What comes first: an event, or the end. */
  async next() {
    const { event, data, ended } = await this.first(() => true);
    return ended ?? { event, data };
  }
}

/** A client of ws. */
export function openWs(url, { path = '/', protocols = [], headers = {}, first = [] } = {}) {
  const heard = new Heard();
  const socket = new WebSocket(url.replace('http', 'ws') + path, protocols, { headers });
  const send = (event, data) => socket.send(JSON.stringify({ event, data }));
  const isAnswered = new Promise((resolve) => {
    for (const event of ['open', 'close', 'unexpected-response']) socket.once(event, resolve);
  });
  socket.on('open', () => first.forEach(([event, data]) => send(event, data)));
  socket.on('message', (text) => heard.hear(JSON.parse(text)));
  socket.on('close', (code, reason) => heard.hear({ ended: `${code - 4000} ${reason}` }));
  socket.on('unexpected-response', (_request, { statusCode, headers: { 'www-authenticate': challenge } }) =>
    heard.hear({ ended: `HTTP ${statusCode} ${challenge}` }),
  );
  socket.on('error', () => {});
  return {
    heard,
    async send(event, data) {
      await isAnswered;
      send(event, data);
    },
    async close() {
      await isAnswered;
      socket.close();
      await heard.ended();
    },
  };
}

/** A client of socket.io in one namespace, on a connection of its own. */
export function openSocketIo(url, { path = '/', auth = {}, query = {}, headers = {}, ...options } = {}) {
  const heard = new Heard();
  const socket = io(url + path, {
    auth,
    query,
    extraHeaders: headers,
    reconnection: false,
    forceNew: true,
    ...options,
  });
  socket.onAny((event, data) => heard.hear({ event, data }));
  socket.on('connect_error', ({ data, message }) =>
    heard.hear({ ended: data === undefined ? message : `${data.statusCode} ${data.code}` }),
  );
  socket.on('disconnect', (reason) => heard.hear({ ended: reason }));
  return {
    heard,
    socket,
    send: async (event, data) => void socket.emit(event, data),
    acknowledged: (event, data) => socket.timeout(DEADLINE_MS).emitWithAck(event, data),
    /** Loses the connection, as a network does. */
    async lose() {
      const lost = once(socket, 'disconnect');
      socket.io.engine.close();
      await within(lost, () => 'it was not connected');
    },
    /** Connects again, with what recovers the connection; resolves with whether it did, or with the refusal. */
    reconnect(again) {
      socket.auth = again;
      const answered = new Promise((resolve) => {
        socket.once('connect', () => resolve(socket.recovered));
        socket.once('connect_error', ({ data, message }) => resolve(data?.code ?? message));
        socket.connect();
      });
      return within(answered, () => 'it was not answered');
    },
    close: async () => void socket.disconnect(),
  };
}
