import type { ExecutionContext } from '@nestjs/common';
import { HandlerMap } from './handler-map.js';
import type { GuardedRequest, JwtPolicyState } from './request-state.js';

/** By key of the call, then by class and handler, because calls of one WebSocket client share their key. */
const KEPT = new WeakMap<object, HandlerMap<JwtPolicyState | undefined>>();

/** Stores the verdict of a call that is no HTTP request. */
export function keepState(context: ExecutionContext, key: object, state: JwtPolicyState | undefined): void {
  const byHandler = KEPT.get(key) ?? new HandlerMap<JwtPolicyState | undefined>();
  byHandler.set(context.getClass(), context.getHandler(), state);
  KEPT.set(key, byHandler);
}

function stateBesideCall(context: ExecutionContext): JwtPolicyState | undefined {
  for (const argument of context.getArgs<unknown[]>()) {
    const byHandler = typeof argument === 'object' && argument !== null ? KEPT.get(argument) : undefined;
    if (byHandler !== undefined) return byHandler.get(context.getClass(), context.getHandler());
  }
  return undefined;
}

/**
 * The verdict of a call of any transport, as `request.jwtPolicy` is over HTTP. Undefined on public handlers, for
 * anonymous calls, and if this guard did not decide the call. For interceptors, pipes and filters.
 */
export function jwtPolicyOf(context: ExecutionContext): JwtPolicyState | undefined {
  // A call of another type has a value of its sender in place of the request, so `jwtPolicy` is not read there.
  return context.getType() === 'http'
    ? context.switchToHttp().getRequest<GuardedRequest | undefined>()?.jwtPolicy
    : stateBesideCall(context);
}
