import { createTransport, getClient, init, spanToJSON } from '@sentry/nestjs';

const ended: string[] = [];

init({
  dsn: 'http://key@127.0.0.1/1',
  tracesSampleRate: 1,
  // Nothing is sent.
  transport: (options) => createTransport(options, () => Promise.resolve({ statusCode: 200 })),
});
getClient()?.on('spanEnd', (span) => {
  const { op, description = '' } = spanToJSON(span);
  if (op === 'handler.nestjs') ended.push(description);
});

/** The names of the spans of the handlers that have answered. */
export function handlerSpans(): string {
  return ended.join(' ');
}
