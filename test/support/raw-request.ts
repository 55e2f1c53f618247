import { connect } from 'node:net';

/** What came back on the wire. */
export interface RawResponse {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends header lines exactly as given, which no HTTP client would do. */
export async function rawRequest(
  url: string,
  requestLine: string,
  lines: readonly string[],
): Promise<RawResponse> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end([requestLine, `host: ${hostname}`, 'connection: close', ...lines, '', ''].join('\r\n'));
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  const [head = '', ...body] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') };
}
