import { systemTimer, type JwtPolicyClock } from '../clock.js';
import { JwtPolicyError } from '../errors/index.js';
import type { ClientRecord } from './client-registry.js';
import type { NormalizedClients } from './normalized-clients.js';

/** A client registry that could not answer: `REGISTRY_LATE` within its time, `REGISTRY_DOWN` because it failed. */
export class ClientRegistryError extends JwtPolicyError {
  override readonly name = 'ClientRegistryError';

  constructor(
    readonly code: 'REGISTRY_LATE' | 'REGISTRY_DOWN',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

type Found = ClientRecord | null | undefined;

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** What a registry says of a client. Throws, or rejects, where it is down or does not answer in time. */
export function findClient(
  { registry, timeoutMs }: NormalizedClients,
  clientId: string,
  clock: JwtPolicyClock,
): Found | Promise<Found> {
  const found = registry.find(clientId);
  if (!isThenable(found)) return found;
  return new Promise<Found>((resolve, reject) => {
    const late = (): void =>
      reject(new ClientRegistryError('REGISTRY_LATE', `no answer within ${timeoutMs} ms`));
    const cancel = clock.after?.(timeoutMs, late) ?? systemTimer(timeoutMs, late);
    Promise.resolve(found).then(resolve, reject).finally(cancel);
  });
}
