import { connect } from 'node:net';
/** Sends header lines exactly as given, which no HTTP client would do. */
export async function rawRequest(url, requestLine, lines) {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.end([requestLine, `host: ${hostname}`, 'connection: close', ...lines, '', ''].join('\r\n'));
    let text = '';
    for await (const chunk of socket)
        text += String(chunk);
    const [head = '', ...body] = text.split('\r\n\r\n');
    return { status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') };
}
