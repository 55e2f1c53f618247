import type { INestApplication } from '@nestjs/common';
import type { RefusalCode } from '../errors/index.js';
import type { CallExplanation } from '../explain/index.js';
import { bearer } from './bearer.js';
import { CALL_HEADER, DecisionWatch, type WatchedDecision } from './decision-watch.js';
import { sendRequest } from './send-request.js';
import { TestKitError } from './test-kit-error.js';

/** What is sent beside method, path and token. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
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

/** A call and what the guard decided about it. */
export interface WatchedCall {
  readonly status: number;
  readonly decision: WatchedDecision | undefined;
}

const CALL = /^([A-Z]+) (\/\S*)$/;

/** `GET /orders` in its parts. Throws `TestKitError`. */
export function readCall(call: unknown): { readonly method: string; readonly path: string } {
  const [, method, path] = (typeof call === 'string' && CALL.exec(call)) || [];
  if (method !== undefined && path !== undefined) return { method, path };
  throw new TestKitError(
    `${JSON.stringify(call)} is no call: write the method in capitals, a blank and the path, such as "GET /orders/1?page=2".`,
  );
}

/** Sends a call and notes what the guard decides. An empty token is not sent. */
export async function watchCall(
  app: INestApplication,
  call: string,
  token: string,
  { headers = {}, body, carry = bearer }: CallOptions = {},
): Promise<WatchedCall> {
  const watch = DecisionWatch.of(app);
  const id = watch.nextId();
  const carried = token === '' ? {} : carry(token);
  const sent = { ...readCall(call), headers: { ...carried, ...headers, [CALL_HEADER]: id }, body };
  const status = await sendRequest(app, sent);
  return { status, decision: watch.take(id) };
}

/** Whether the guard let a call through. */
export function isGranted({ outcome }: WatchedDecision): boolean {
  return outcome === 'granted' || outcome === 'anonymous' || outcome === 'public';
}

/**
 * Calls an application of this process, without a port, and returns what the guard decided. The application must be
 * initialized; it may listen or not. Throws `TestKitError` where the call cannot be made.
 * @example `const outcome = await callRoute(app, 'GET /orders', issuer.token({ scope: 'orders/read' }));`
 */
export async function callRoute(
  app: INestApplication,
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
