import { sentToken } from '../tokens/index.js';

/** The token that was taken out of a payload: several handlers of one event share the payload. */
const TAKEN = new WeakMap<object, { readonly value: unknown }>();

/** What a payload has instead of an `Authorization` header; `kept` if the token cannot be taken out. */
export type PayloadToken = readonly string[] | 'kept';

function take(payload: object, field: string): { readonly value: unknown } | 'kept' | undefined {
  const taken = TAKEN.get(payload);
  const descriptor = Object.getOwnPropertyDescriptor(payload, field);
  if (descriptor === undefined) return taken;
  if (!Reflect.deleteProperty(payload, field)) return 'kept';
  const found = { value: descriptor.value as unknown };
  TAKEN.set(payload, found);
  return found;
}

/** Takes the token out of a field of the payload, so that pipes, handlers and answers that echo do not see it. */
export function takePayloadToken(payload: unknown, field: string | undefined): PayloadToken {
  if (field === undefined || typeof payload !== 'object' || payload === null) return [];
  const taken = take(payload, field);
  if (taken === undefined || taken === 'kept') return taken ?? [];
  return sentToken(taken.value);
}
