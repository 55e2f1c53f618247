import type { Admission } from './connection.js';
import { refusedUndecided } from './decide-connection.js';
import { firstMessages, type FirstMessages } from './first-message.js';
import { Handshake } from './handshake.js';
import { muteClient } from './mute-client.js';
import type { RefusedWsException } from './refused-ws.exception.js';
import type { ServerConnections } from './server-connections.js';
import { closeWsClient, isOpen, wsClientEnds, type WsClient } from './ws-client.js';

/** The code of a server that met an error (RFC 6455 §7.4.1). */
const INTERNAL_ERROR = 1011;

/** The answer to a handshake that the application fails to answer. */
const INTERNAL_SERVER_ERROR = 500;

/** What was decided before the handshake was answered, by its request. */
const ANSWERED = new WeakMap<object, { readonly handshake: Handshake; readonly admission: Admission }>();

type Verified = (isVerified: boolean, code?: number, message?: string, headers?: object) => void;
type VerifyClient = ((info: object, done: Verified) => void) | ((info: object) => boolean);

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
  const known = request && ANSWERED.get(request);
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

function isContentType(name: string): boolean {
  return name.toLowerCase() === 'content-type';
}

/** `ws` writes a type of its own beside one in other letters. */
function withType(headers: Readonly<Record<string, string>>, type: string): object {
  const given = Object.keys(headers).find(isContentType);
  const others = Object.entries(headers).filter(([name]) => !isContentType(name));
  return { ...Object.fromEntries(others), 'Content-Type': given === undefined ? type : headers[given] };
}

function answerRefused(exception: RefusedWsException, done: Verified): void {
  const { status, headers, body } = exception.response;
  if (typeof body === 'string') done(false, status, body, withType(headers, 'text/plain'));
  else done(false, status, JSON.stringify(body), withType(headers, 'application/json'));
}

/** The application's own `verifyClient`, in either of its forms. */
async function verifyFurther(verify: VerifyClient | undefined, info: object, done: Verified): Promise<void> {
  if (verify === undefined) done(true);
  // It may be an asynchronous function, whose error nobody else would hear.
  else if (verify.length === 2) await (verify(info, done) as unknown);
  else if ((verify as (info: object) => boolean)(info)) done(true);
  else done(false, 401);
}

/** Decides about a handshake; undefined if it is granted. */
async function decideHandshake(
  request: object,
  server: ServerConnections | undefined,
): Promise<RefusedWsException | undefined> {
  if (server === undefined) return refusedUndecided();
  const handshake = Handshake.of(request, server.environment.options);
  if (handshake === undefined) return refusedUndecided();
  const admission = await server.decide({ handshake, client: undefined, namespace: undefined });
  if (!admission.granted) return admission.exception;
  ANSWERED.set(request, { handshake, admission });
  return undefined;
}

/** The `verifyClient` of a server of `ws` that answers refused handshakes itself. It asks that of the application after it. */
export function verifyHandshakes(
  server: () => ServerConnections | undefined,
  further: VerifyClient | undefined,
): VerifyClient {
  const verify = async (info: { readonly req: object }, done: Verified): Promise<void> => {
    const exception = await decideHandshake(info.req, server()).catch(refusedUndecided);
    if (exception === undefined) await verifyFurther(further, info, done);
    else answerRefused(exception, done);
  };
  return (info, done) => {
    let isAnswered = false;
    const once: Verified = (...answer) => {
      if (isAnswered) return;
      isAnswered = true;
      done(...answer);
    };
    verify(info as { readonly req: object }, once).catch((error: unknown) => {
      server()?.environment.report('warn', `A handshake could not be answered: ${String(error)}`);
      once(false, INTERNAL_SERVER_ERROR);
    });
  };
}
