import { RouterExecutionContext } from '@nestjs/core/router/router-execution-context.js';

type Handler = (this: unknown, ...parameters: unknown[]) => unknown;
type Create = (this: unknown, instance: object, handler: Handler, ...rest: unknown[]) => unknown;

/** What instrumentation does: every key that can be seen, inherited ones too. */
export function copyMetadata(from: object, to: object): void {
  for (const key of Reflect.getMetadataKeys(from) as unknown[])
    Reflect.defineMetadata(key, Reflect.getMetadata(key, from), to);
}

/** A wrapper without metadata. */
export function wrapBare(handler: Handler): Handler {
  return function wrapper(this: unknown, ...parameters: unknown[]): unknown {
    return handler.apply(this, parameters);
  };
}

/** A wrapper with the metadata of what it wraps. */
export function wrap(handler: Handler): Handler {
  const wrapper = wrapBare(handler);
  copyMetadata(handler, wrapper);
  return wrapper;
}

/** Puts a wrapper in the place of each handler when its route is built, as OpenTelemetry and Sentry do, until undone. */
export function instrument(wrapper: (handler: Handler) => Handler = wrap): () => void {
  const prototype = RouterExecutionContext.prototype as unknown as { create: Create };
  const original = prototype.create;
  prototype.create = function create(instance, handler, ...rest) {
    return original.call(this, instance, wrapper(handler), ...rest);
  };
  return () => void (prototype.create = original);
}
