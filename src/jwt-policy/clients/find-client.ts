import { systemTimer, type Clock } from '../clock.js';
import type { ClientRecord, NormalizedClients } from './client-registry.js';

/** Thrown where a registry did not answer in time. */
export class RegistryLateError extends Error {
  override readonly name = 'RegistryLateError';
}

type Found = ClientRecord | null | undefined;

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** The record of a client. Throws or rejects if the registry is down or does not answer in time. */
export function findClient(
  { registry, timeoutMs }: NormalizedClients,
  clientId: string,
  clock: Clock,
): Found | Promise<Found> {
  const found = registry.find(clientId);
  if (!isThenable(found)) return found;
  return new Promise<Found>((resolve, reject) => {
    const late = (): void => reject(new RegistryLateError(`no answer within ${timeoutMs} ms`));
    const cancel = clock.after?.(timeoutMs, late) ?? systemTimer(timeoutMs, late);
    Promise.resolve(found).then(resolve, reject).finally(cancel);
  });
}
