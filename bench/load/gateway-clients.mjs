import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { Corpus } from '../corpus/corpus.mjs';

/** A client of ws that is being connected; `listed` is called for each answer. */
function openWs(port, token, { listed, failed }) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, ['bearer', token], { perMessageDeflate: false });
  const text = JSON.stringify({ event: 'list', data: 1 });
  socket.on('message', (/** @type {Buffer} */ data) =>
    data.includes('"listed"') ? listed() : failed(new Error(String(data))),
  );
  socket.on('close', (code, reason) => failed(new Error(`closed: ${code} ${String(reason)}`)));
  socket.on('error', failed);
  return {
    opened: (run) => socket.once('open', run),
    send: () => socket.send(text),
    close: () => socket.removeAllListeners('close').terminate(),
  };
}

function openSocketIo(port, token, { listed, failed }) {
  const options = { auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true };
  const socket = io(`http://127.0.0.1:${port}`, options);
  socket.on('listed', listed);
  socket.on('connect_error', failed);
  socket.on('exception', (refusal) => failed(new Error(JSON.stringify(refusal))));
  return {
    opened: (run) => socket.once('connect', run),
    send: () => socket.emit('list', 1),
    close: () => socket.disconnect(),
  };
}

const OPENERS = { ws: openWs, 'socket.io': openSocketIo };

/** A client whose batches are answered one after the other. */
class Client {
  #socket;
  #missing = 0;
  #answered = () => {};
  #failed = () => {};

  constructor(adapter, port, token) {
    this.#socket = OPENERS[adapter](port, token, {
      listed: () => {
        this.#missing -= 1;
        if (this.#missing === 0) this.#answered();
      },
      failed: (error) => this.#failed(error),
    });
  }

  /** Resolves when it is connected and has got its first answer: it is granted then. */
  granted() {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#missing = 1;
      this.#socket.opened(() => this.#socket.send());
    });
  }

  send(batch) {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#missing = batch;
      for (let count = 0; count < batch; count += 1) this.#socket.send();
    });
  }

  close() {
    this.#failed = () => {};
    this.#socket.close();
  }
}

/** Connections at the same time while they are opened. */
const AT_ONCE = 32;

/** Does something so many times, a few at a time. */
async function times(count, work) {
  let begun = 0;
  const worker = async () => {
    while (begun < count) {
      begun += 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, worker));
}

/** The clients of gateways, in a process of their own. Each connection has the next token. */
export async function open({ corpus: name }) {
  const corpus = new Corpus(name);
  let next = 0;
  const held = [];
  const connect = async (adapter, port) => {
    const client = new Client(adapter, port, corpus.token(next++ % corpus.size));
    await client.granted();
    return client;
  };
  return {
    /** Messages a second on granted connections. */
    async messages({ adapter, port, clients, batch, ms }) {
      const all = [];
      await times(clients, async () => all.push(await connect(adapter, port)));
      const start = performance.now();
      let answered = 0;
      const talk = async (client) => {
        while (performance.now() - start < ms) {
          await client.send(batch);
          answered += batch;
        }
      };
      await Promise.all(all.map(talk));
      const seconds = (performance.now() - start) / 1000;
      for (const client of all) client.close();
      return { answered, perSecond: answered / seconds };
    },
    /** Connections a second, each with one message. */
    async connections({ adapter, port, count }) {
      const start = performance.now();
      await times(count, async () => (await connect(adapter, port)).close());
      return { answered: count, perSecond: count / ((performance.now() - start) / 1000) };
    },
    /** Opens connections that stay. */
    async hold({ adapter, port, count }) {
      await times(count, async () => held.push(await connect(adapter, port)));
    },
    async drop() {
      for (const client of held.splice(0)) client.close();
    },
  };
}
