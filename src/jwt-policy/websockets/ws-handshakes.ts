import type { Admission } from './connection.js';
import { refusedUndecided } from './decide-connection.js';
import { Handshake } from './handshake.js';
import type { RefusedWsException } from './refused-ws.exception.js';
import type { ServerConnections } from './server-connections.js';

/** The answer to a handshake that the application fails to answer. */
const INTERNAL_SERVER_ERROR = 500;

/** What was decided before a handshake was answered. */
interface DecidedHandshake {
  readonly handshake: Handshake;
  readonly admission: Admission;
}

const DECIDED = new WeakMap<object, DecidedHandshake>();

type Verified = (isVerified: boolean, code?: number, message?: string, headers?: object) => void;

/** The option `verifyClient` of `ws`, in either of its forms. */
export type VerifyClient = ((info: object, done: Verified) => void) | ((info: object) => boolean);

/** The handshake of a request that was granted by HTTP; undefined if it was not decided then. */
export function decidedHandshake(request: object | undefined): DecidedHandshake | undefined {
  return request && DECIDED.get(request);
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
  DECIDED.set(request, { handshake, admission });
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
