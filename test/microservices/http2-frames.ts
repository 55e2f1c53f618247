import { connect } from 'node:net';

/** A header as it is sent: a name may come several times, which clients of HTTP/2 refuse to send. */
export type SentHeader = readonly [name: string, value: string];

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const [DATA, HEADERS, SETTINGS] = [0, 1, 4];
const [END_STREAM, END_HEADERS] = [1, 4];

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A text of HPACK (RFC 7541, section 5.2) without Huffman coding. */
function literal(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length: number[] = [Math.min(bytes.length, 127)];
  for (let rest = bytes.length - 127; rest >= 0; rest = rest < 128 ? -1 : Math.floor(rest / 128))
    length.push(rest < 128 ? rest : 128 + (rest % 128));
  return Buffer.concat([Buffer.from(length), bytes]);
}

function headerBlock(headers: readonly SentHeader[]): Buffer {
  const fields = headers.map(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]);
  return Buffer.concat(fields.flat());
}

/**
 * Sends a unary gRPC call with an empty message and exactly these headers, frame by frame. Resolves when the server has
 * closed the connection or `isDone` is fulfilled.
 */
export async function sendGrpcCall(
  port: number,
  path: string,
  headers: readonly SentHeader[],
  isDone: Promise<unknown>,
): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.on('close', resolve).on('error', resolve));
  const block = headerBlock([
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', path],
    [':authority', '127.0.0.1'],
    ['te', 'trailers'],
    ['content-type', 'application/grpc'],
    ...headers,
  ]);
  socket.write(PREFACE);
  socket.write(frame(SETTINGS, 0, 0, Buffer.alloc(0)));
  socket.write(frame(HEADERS, END_HEADERS, 1, block));
  socket.write(frame(DATA, END_STREAM, 1, Buffer.alloc(5)));
  await Promise.race([closed, isDone]);
  socket.destroy();
}
