import { refusedUndecided } from './decide-connection.js';
import { firstMessages, type FirstMessages } from './first-message.js';
import { Handshake } from './handshake.js';
import { muteClient } from './mute-client.js';
import type { ServerConnections } from './server-connections.js';
import { closeWsClient, isOpen, wsClientEnds, type WsClient } from './ws-client.js';
import { decidedHandshake } from './ws-handshakes.js';

/** The code of a server that met an error (RFC 6455 §7.4.1). */
const INTERNAL_ERROR = 1011;

/** Waits for the first message where the options say so and nothing else has a token. */
async function completed(
  handshake: Handshake,
  client: WsClient,
  server: ServerConnections,
): Promise<readonly [Handshake, FirstMessages | undefined]> {
  const { options, clock } = server.environment;
  if (options.firstMessage === undefined || handshake.authorization.length > 0 || server.isPublic)
    return [handshake, undefined];
  client.resume();
  const first = await firstMessages(client, options.firstMessage, clock);
  return [first.token === undefined ? handshake : handshake.with(first.token), first];
}

/**
 * Decides about a client that has opened a connection. It is paused meanwhile, so that no message is lost and none is handled
 * before the decision, and it hears nothing.
 */
async function receive(
  client: WsClient,
  request: object | undefined,
  server: ServerConnections,
  args: readonly unknown[],
): Promise<void> {
  const { environment } = server;
  const unmute = muteClient(client);
  const known = decidedHandshake(request);
  const begun = known?.handshake ?? Handshake.of(request, environment.options);
  if (begun === undefined) {
    closeWsClient(client, refusedUndecided().getError(), environment.clock);
    return;
  }
  const [handshake, first] = await completed(begun, client, server);
  if (!isOpen(client)) return;
  const beginning = { handshake, client, namespace: undefined };
  const admission = known?.admission ?? (await server.decide(beginning));
  const { clock } = environment;
  if (!admission.granted) {
    first?.drop();
    closeWsClient(client, admission.exception.getError(), clock);
    return;
  }
  if (isOpen(client)) {
    unmute();
    server.enter(client, beginning, admission.states, wsClientEnds(client, clock), args);
    first?.release();
  }
  client.resume();
}

/** Receives a client of `ws`. */
export function receiveWsClient(client: WsClient, server: ServerConnections, args: readonly unknown[]): void {
  // An adapter may listen for errors later, and an error that nobody hears ends the process.
  client.on('error', () => {});
  client.pause();
  const [, request] = args;
  receive(client, request as object | undefined, server, args).catch((error: unknown) => {
    server.environment.report('warn', `A connection failed after it was granted: ${String(error)}`);
    client.close(INTERNAL_ERROR, '');
    client.resume();
  });
}
