import { FetchRefusedError, type FetchFunction } from '../keys/index.js';
import type { PublishedAnswer } from './published-documents.js';
import type { TestClock } from './test-clock.js';

/** Longer than any key set waits for an answer (option `jwks.timeoutMs`). */
const GIVES_UP_MS = 60_000;

function connectionError(code: string): Error {
  return Object.assign(new Error('the connection of a test issuer failed'), { code });
}

/** Never answers. It ends when the application gives up, or when the clock has moved so far that it would have. */
function answerNever(signal: AbortSignal, clock: TestClock): Promise<never> {
  return new Promise((_resolve, reject) => {
    const cancel = clock.after(GIVES_UP_MS, () => reject(connectionError('ETIMEDOUT')));
    const end = (): void => {
      cancel();
      reject(connectionError('ECONNABORTED'));
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** The first part of a body, and then an error. */
function cutBody(body: string): ReadableStream<Uint8Array> {
  const parts = [Buffer.from(body)];
  return new ReadableStream({
    pull(controller) {
      const part = parts.pop();
      if (part === undefined) controller.error(connectionError('ECONNRESET'));
      else controller.enqueue(part);
    },
  });
}

/** A `fetch` that answers in this process, without a socket. */
export class MemoryFetch {
  private hanging = 0;

  /** @param answerOf what is published at a URL; undefined for a URL of nobody */
  constructor(
    private readonly answerOf: (url: string) => PublishedAnswer | undefined,
    private readonly clock: () => TestClock,
  ) {}

  /** Whether a request waits for an answer that does not come. */
  get isHanging(): boolean {
    return this.hanging > 0;
  }

  readonly fetch: FetchFunction = async (url, { signal }) => {
    const answer = this.answerOf(url);
    if (answer === undefined)
      throw new FetchRefusedError(
        'no test issuer stands in for it, and tests do not use the network; install one for each issuer whose tokens the test needs',
      );
    if (answer.kind === 'none') return this.hang(signal);
    if (answer.kind === 'cut') return new Response(cutBody(answer.body));
    return new Response(answer.body, { status: answer.status });
  };

  private async hang(signal: AbortSignal): Promise<never> {
    this.hanging += 1;
    try {
      return await answerNever(signal, this.clock());
    } finally {
      this.hanging -= 1;
    }
  }
}
