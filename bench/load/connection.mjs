import { connect } from 'node:net';

const STATUS_PLACE = 'HTTP/1.1 '.length;
const DIGIT_TWO = 0x32;

/** The length of a whole response with Content-Length, or undefined while its header is not there yet. */
function lengthOf(bytes) {
  const head = bytes.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(bytes.latin1Slice(0, head))?.[1];
  if (length === undefined) throw new Error('a response without Content-Length');
  return head + 4 + Number(length);
}

function assertGranted(bytes, start) {
  if (bytes[start + STATUS_PLACE] === DIGIT_TWO) return;
  throw new Error(`answered ${bytes.latin1Slice(start + STATUS_PLACE, start + STATUS_PLACE + 3)}`);
}

/**
 * A keep-alive connection with one batch of requests under way at a time. Reads as little of the responses as it can:
 * all are as long as the first, which is checked with every status line.
 */
export class Connection {
  #socket;
  #usual;
  #rest;
  #awaited = 0;
  #done;

  /** @param {number} port @param {(error: Error) => void} fail */
  constructor(port, fail) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(64 * 1024),
        callback: (length, buffer) => {
          try {
            this.#received(buffer.subarray(0, length));
          } catch (error) {
            fail(error);
          }
          return true;
        },
      },
    });
    this.#socket.on('error', fail);
    this.#socket.on('close', () => this.#awaited > 0 && fail(new Error('the server closed a connection')));
  }

  /** @param {Buffer} bytes so many requests @param {number} count @param {() => void} done called after the last response */
  send(bytes, count, done) {
    this.#awaited = count;
    this.#done = done;
    this.#socket.write(bytes);
  }

  close() {
    this.#awaited = 0;
    this.#socket.destroy();
  }

  #received(piece) {
    const bytes = this.#rest === undefined ? piece : Buffer.concat([this.#rest, piece]);
    this.#usual ??= lengthOf(bytes);
    const usual = this.#usual ?? Infinity;
    let start = 0;
    for (; start + usual <= bytes.length; start += usual) {
      assertGranted(bytes, start);
      this.#awaited -= 1;
    }
    if (start < bytes.length && bytes.length >= STATUS_PLACE + start) assertGranted(bytes, start);
    this.#rest = start === bytes.length ? undefined : Buffer.from(bytes.subarray(start));
    if (this.#awaited === 0) this.#done();
  }
}
