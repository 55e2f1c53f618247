import { isBare, isClaimPath, isPlainObject, type ClaimPath, type ClientIdSource } from '../claims/index.js';
import type { ClientRecord, ClientRegistry } from '../clients/index.js';
import { IsWholeNumber, Must, OrDefault, type OptionsOf } from './declare-options.js';

/** Whether a value has `find`: then it is a registry and not a record of clients. */
export function isRegistry(value: unknown): value is ClientRegistry {
  return isPlainObject(value) && typeof value['find'] === 'function';
}

/** A Map, or a promise of a registry, would be taken for a record without any client. */
function isClients(value: unknown): boolean {
  return isPlainObject(value) && isBare(value);
}

/** Whether a value names the claim with the client id, or reads it. */
function isClientId(value: unknown): boolean {
  if (isClaimPath(value)) return true;
  return isPlainObject(value) && typeof value['describe'] === 'string' && typeof value['read'] === 'function';
}

/** Declares `ClientsOptions`. */
export class DeclaredClientsOptions {
  /** A registry, or the clients themselves by their ids. */
  @Must(
    (value) => isRegistry(value) || isClients(value),
    'is required: an object with find(clientId), or the clients by id.',
  )
  registry!: ClientRegistry | Readonly<Record<string, ClientRecord>>;

  /** The claim with the client id, or what reads it. @default 'client_id' */
  @OrDefault
  @Must(isClientId, 'must be a claim name, a list of names for a nested claim, or { describe, read }.')
  clientId: ClaimPath | ClientIdSource = 'client_id';

  /** Milliseconds after which a registry that does not answer counts as down. 10…60000. @default 2000 */
  @OrDefault
  @IsWholeNumber('milliseconds', { min: 10, max: 60_000 })
  timeoutMs: number = 2000;
}

/** Which clients a policy lets in. */
export interface ClientsOptions extends OptionsOf<DeclaredClientsOptions, 'registry'> {}
