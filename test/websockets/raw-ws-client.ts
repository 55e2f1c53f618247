import { connect } from 'node:net';

/** A frame of a client, masked with zeros (RFC 6455 §5.2). */
export function frame(payload: string | Buffer, opcode = 1): Buffer {
  const bytes = Buffer.from(payload);
  const head = Buffer.from([0x80 | opcode]);
  const mask = Buffer.alloc(4);
  if (bytes.length < 126) return Buffer.concat([head, Buffer.from([0x80 | bytes.length]), mask, bytes]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes.length));
  return Buffer.concat([head, Buffer.from([0xff]), length, mask, bytes]);
}

/** A message as gateways of `ws` read it. */
export function message(event: string, data?: unknown): Buffer {
  return frame(JSON.stringify({ event, data }));
}

/** A client that writes header lines and frames exactly as given. */
export interface RawWsClient {
  write(bytes: Buffer): void;
  /** Everything that came back, when the text is in it. */
  hears(text: string): Promise<string>;
  /** Everything that came back, when the connection is closed. */
  closed(): Promise<string>;
  close(): Promise<void>;
}

/** Connects with these header lines. Frames that are given come in the packet of the handshake. */
export function connectRaw(
  port: number,
  lines: readonly string[],
  frames: readonly Buffer[] = [],
  target = '/',
): RawWsClient {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (part: Buffer) => (heard += part.toString('latin1')));
  socket.on('error', () => {});
  const handshake = [
    `GET ${target} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...lines,
    '',
    '',
  ].join('\r\n');
  socket.write(Buffer.concat([Buffer.from(handshake, 'latin1'), ...frames]));
  // once() of Node.js would fail with the error of a connection that is reset.
  const next = (event: string): Promise<void> =>
    new Promise((resolve) => socket.once(event, () => resolve()));
  return {
    write: (bytes) => void socket.write(bytes),
    async hears(text) {
      // oxlint-disable-next-line no-await-in-loop -- one part after the other
      while (!heard.includes(text)) await next('data');
      return heard;
    },
    async closed() {
      if (!socket.closed) await next('close');
      return heard;
    },
    async close() {
      if (socket.closed) return;
      socket.destroy();
      await next('close');
    },
  };
}
