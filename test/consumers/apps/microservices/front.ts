import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { DecisionEvent } from 'nest-jwt-policy';
import type { MessageClient } from './message-clients.js';
import { seen } from './orders.js';

/** What the front reads and does, beside sending messages. */
export interface FrontParts {
  readonly client: MessageClient;
  readonly decisions: readonly DecisionEvent[];
  /** Where a hybrid application answers HTTP. */
  readonly url: () => string;
  /** Closes the consumer, and starts it again on the same queue. */
  restart(): Promise<unknown>;
  /** How many messages each queue has. */
  queues(): Promise<unknown>;
}

type Headers = Readonly<Record<string, string>>;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate);
}

/** The token of the request becomes that of a message; with `?twice` it comes in two spellings. */
function headersOf({ headers: { authorization } }: IncomingMessage, query: URLSearchParams): Headers {
  if (authorization === undefined) return {};
  return query.has('twice') ? { authorization, Authorization: authorization } : { authorization };
}

async function answerOf(
  request: IncomingMessage,
  { client, decisions, ...parts }: FrontParts,
): Promise<unknown> {
  const { pathname, searchParams: query } = new URL(request.url!, 'http://front');
  const [, what, pattern = ''] = pathname.split('/');
  const headers = headersOf(request, query);
  if (what === 'send') return client.send(pattern, { page: 1 }, headers);
  if (what === 'emit') {
    const before = decisions.length;
    await client.emit!(pattern, { id: Number(query.get('id')) }, headers);
    await until(() => decisions.length > before);
    return decisions[before];
  }
  if (what === 'seen') {
    await until(() => seen.length >= Number(query.get('count')));
    return { seen, decided: decisions.length };
  }
  if (what === 'http') {
    const response = await fetch(`${parts.url()}/${pattern}`, { headers });
    const body: unknown = await response.json();
    if (!response.ok) throw body;
    return body;
  }
  if (what === 'restart') return parts.restart();
  if (what === 'queues') return parts.queues();
  return undefined;
}

/**
 * Answers calls of HTTP with what comes of messages: `/send/PATTERN`, `/emit/PATTERN?id=1`, `/seen?count=1`,
 * `/http/PATH`.
 */
export async function openFront(parts: FrontParts): Promise<string> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      response.end(JSON.stringify((await answerOf(request, parts)) ?? null));
    } catch (error) {
      const { statusCode = 500 } = error as { statusCode?: number };
      response
        .writeHead(statusCode)
        .end(error instanceof Error ? String(error.stack) : JSON.stringify(error));
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
