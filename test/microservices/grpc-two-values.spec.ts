import { describe, expect, test } from '@jest/globals';
import type { DecisionEvent } from '../../src/jwt-policy/observe/index.js';
import type { MicroservicesOptions } from '../../src/jwt-policy/microservices/index.js';
import { closeAfterEach } from '../support/closing.js';
import { startGrpcApp } from './grpc-app.js';
import { GrpcOrders } from './grpc-orders.js';
import { sendGrpcCall, type SentHeader } from './http2-frames.js';

const opened = closeAfterEach();

/** What the guard decides of one call with these headers, as `granted` or the code of a refusal. */
async function decision(
  headersOf: (good: string, bad: string) => readonly SentHeader[],
  messages: MicroservicesOptions = {},
): Promise<string> {
  let tell: (event: DecisionEvent) => void = () => undefined;
  const decided = new Promise<DecisionEvent>((resolve) => (tell = resolve));
  const { port, issuer } = opened(
    await startGrpcApp({
      controllers: [GrpcOrders],
      messages,
      options: { observers: [{ decided: tell }] },
    }),
  );
  const good = `Bearer ${issuer.token({ claims: { scope: 'orders/read' } })}`;
  await sendGrpcCall(port, '/shop.Orders/Get', headersOf(good, `Bearer ${issuer.token()}`), decided);
  const event = await decided;
  return event.outcome === 'refused' ? event.code : event.outcome;
}

describe('a gRPC call with two values', () => {
  test('is granted with one', async () => {
    expect(await decision((good) => [['authorization', good]])).toBe('granted');
  });

  test('of authorization is decided by the first: Node hands over no other', async () => {
    const both = (first: string, second: string): SentHeader[] => [
      ['authorization', first],
      ['authorization', second],
    ];
    expect(await decision((good, bad) => both(good, bad))).toBe('granted');
    expect(await decision((good, bad) => both(bad, good))).toBe('SCOPE_MISSING');
  });

  test('of another header with the token is refused', async () => {
    const messages = { token: { grpc: { header: 'x-token' } } };
    expect(await decision((good) => [['x-token', good]], messages)).toBe('granted');
    const both = (good: string): SentHeader[] => [
      ['x-token', good],
      ['x-token', good],
    ];
    // Node joins the values, with a comma between them.
    expect(await decision(both, messages)).toBe('AUTHORIZATION_MALFORMED');
  });
});
