import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const DEADLINE_MS = 60_000;

/** Posts a body, with a token if there is one; gives the answer. */
export async function post(url, body, token) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Asks a query; gives its data, the reasons of its refusals and the whole answer. */
export async function ask(url, query, token, variables) {
  const answer = await post(url, { query, variables }, token);
  const { data, errors = [] } = answer.body;
  return { ...answer, data, reasons: errors.map(({ extensions }) => extensions?.reason), errors };
}

/** Opens a connection that begins with a token, and gives what tells how it ends. */
export function connect(url, token) {
  let closed;
  const isClosed = new Promise((resolve) => (closed = resolve));
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    on: { closed: ({ code }) => closed(code) },
  });
  return { client, isClosed };
}

/** Subscribes; resolves with the first value or refusal as `first`, and with how it ended as `ended`. */
export function subscribe(client, query) {
  let begun;
  const first = new Promise((resolve) => (begun = resolve));
  const reasonsOf = (errors) => errors.map(({ extensions }) => extensions?.reason);
  const ended = new Promise((resolve) => {
    const over = (how) => {
      begun(how);
      resolve(how);
    };
    client.subscribe(
      { query },
      {
        next: ({ data, errors }) => begun(errors === undefined ? data : reasonsOf(errors)),
        error: (error) => over(Array.isArray(error) ? reasonsOf(error) : String(error)),
        complete: () => over('complete'),
      },
    );
  });
  return { first, ended };
}
