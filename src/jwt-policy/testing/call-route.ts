import type { INestApplicationContext } from '@nestjs/common';
import type { RefusalCode } from '../errors/index.js';
import type { CallExplanation } from '../explain/index.js';
import { bearer } from './bearer.js';
import { callOperation } from './call-operation.js';
import { CALL_HEADER, DecisionWatch, type WatchedCall, type WatchedDecision } from './decision-watch.js';
import { readCall } from './read-call.js';
import { sendRequest } from './send-request.js';

/** What is sent beside the call and the token. */
export interface CallOptions {
  /** Of an operation: metadata, properties or headers, as its transport has them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. Of an operation: the data of the message. */
  readonly body?: unknown;
  /** The headers that carry the token. @default `bearer` */
  readonly carry?: (token: string) => Readonly<Record<string, string>>;
}

/** What became of a call. */
export interface CallOutcome {
  readonly status: number;
  /** Whether the guard let it through. False as well where the guard was not asked, because no route is there. */
  readonly granted: boolean;
  /** Whether it was let through without a token: the route is public, or its token optional. */
  readonly anonymous: boolean;
  /** Why the guard refused. */
  readonly code?: RefusalCode;
  /** `OrdersController.list`; absent where the guard was not asked. */
  readonly handler?: string;
  /** Step by step; absent for a public route, and where the guard was not asked. */
  readonly explanation?: CallExplanation;
}

/** Sends a call and notes what the guard decides. An empty token is not sent. */
export async function watchCall(
  app: INestApplicationContext,
  call: string,
  token: string,
  { headers = {}, body, carry = bearer }: CallOptions,
): Promise<WatchedCall> {
  const asked = readCall(call);
  const sent = { ...(token === '' ? {} : carry(token)), ...headers };
  if ('operation' in asked) return callOperation(app, asked.operation, sent, body);
  const watch = DecisionWatch.of(app);
  const id = watch.nextId();
  const status = await sendRequest(app, { ...asked, headers: { ...sent, [CALL_HEADER]: id }, body });
  return { status, decision: watch.take(id) };
}

/** Whether the guard let a call through. */
export function isGranted({ outcome }: WatchedDecision): boolean {
  return outcome === 'granted' || outcome === 'anonymous' || outcome === 'public';
}

/**
 * Calls an application of this process, without a port, and returns what the guard decided. The application must be
 * initialized; it may listen or not. The call is a request, or an operation of another transport: `rpc orders.list`. The
 * status of an operation is the one that a request would have. Throws `TestKitError` where the call cannot be made.
 * @example `const outcome = await callRoute(app, 'GET /orders', issuer.token({ scope: 'orders/read' }));`
 */
export async function callRoute(
  app: INestApplicationContext,
  call: string,
  token: string = '',
  options: CallOptions = {},
): Promise<CallOutcome> {
  const { status, decision } = await watchCall(app, call, token, options);
  if (decision === undefined) return { status, granted: false, anonymous: false };
  const { outcome, handler } = decision;
  const granted = isGranted(decision);
  const explanation = await decision.explain();
  return {
    status,
    granted,
    anonymous: granted && outcome !== 'granted',
    ...(!granted && { code: outcome as RefusalCode }),
    handler,
    ...(explanation && { explanation }),
  };
}
