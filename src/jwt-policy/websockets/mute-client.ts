import type { WsClient } from './ws-client.js';

/** Fails like `ws` does where a connection is not open. */
function fail(args: readonly unknown[]): void {
  const done = args.at(-1);
  if (typeof done === 'function')
    queueMicrotask(
      () => void Reflect.apply(done, undefined, [new Error('The client has not been let in yet.')]),
    );
}

/**
 * Keeps what is sent to a client from it until it is let in. `ws` adds a client to the `clients` of its server before anybody
 * has decided about it, and gateways send to all of them.
 * @returns what lets the client hear from then on
 */
export function muteClient(client: WsClient): () => void {
  const send = client.send.bind(client);
  let isMute = true;
  const muted = (...args: unknown[]): void => {
    if (isMute) fail(args);
    else Reflect.apply(send, undefined, args);
  };
  client.send = muted;
  return () => {
    isMute = false;
    // The application may have put a function of its own around it.
    if (client.send === muted) client.send = send;
  };
}
