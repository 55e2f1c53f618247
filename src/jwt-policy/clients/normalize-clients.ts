import {
  describeClaimPath,
  isBare,
  isClaimPath,
  isPlainObject,
  readClaim,
  type ClaimPath,
  type ClientIdSource,
} from '../claims/index.js';
import { unknownOption } from '../errors/index.js';
import {
  CLIENT_STATUSES,
  type ClientRecord,
  type ClientRegistry,
  type NormalizedClients,
} from './client-registry.js';

const KNOWN = ['registry', 'clientId', 'timeoutMs'];

/** Tells a problem: the option below `clients`, and what is wrong. */
export type TellClientProblem = (option: string, message: string) => void;

function claimSource(given: ClaimPath): ClientIdSource {
  const path = structuredClone(given);
  return { describe: `claim ${describeClaimPath(path)}`, read: ({ claims }) => readClaim(claims, path) };
}

function isSource(value: unknown): value is ClientIdSource {
  return isPlainObject(value) && typeof value['describe'] === 'string' && typeof value['read'] === 'function';
}

function normalizeSource(input: unknown, tell: TellClientProblem): ClientIdSource {
  if (input === undefined) return claimSource('client_id');
  if (isClaimPath(input)) return claimSource(input);
  if (!isSource(input)) {
    tell('clientId', 'must be a claim name, a list of names for a nested claim, or { describe, read }.');
  } else if (input.problem === undefined) return input;
  else tell('clientId', input.problem);
  return claimSource('client_id');
}

function isStatus(value: unknown): boolean {
  return (CLIENT_STATUSES as readonly unknown[]).includes(value);
}

/** The clients by their ids, copied: what the caller changes afterwards changes nothing here. */
function fixedRegistry(clients: Record<string, unknown>, tell: TellClientProblem): ClientRegistry {
  const records = new Map<string, ClientRecord>();
  for (const [id, record] of Object.entries(clients)) {
    if (isPlainObject(record) && isStatus(record['status']))
      records.set(id, Object.freeze({ ...(record as unknown as ClientRecord) }));
    else
      tell(
        'registry',
        `${JSON.stringify(id)} must be an object with a status of ${CLIENT_STATUSES.join(', ')}.`,
      );
  }
  return { find: (clientId) => records.get(clientId) };
}

function isRegistry(value: unknown): value is ClientRegistry {
  return isPlainObject(value) && typeof value['find'] === 'function';
}

function normalizeRegistry(input: unknown, tell: TellClientProblem): ClientRegistry {
  if (isRegistry(input)) return input;
  // A Map, or a promise of a registry, would otherwise be a record without any client.
  if (isPlainObject(input) && isBare(input)) return fixedRegistry(input, tell);
  tell('registry', 'is required: an object with find(clientId), or the clients by id.');
  return fixedRegistry({}, tell);
}

/** Judges and defaults `clients`. What is wrong is told; the result then counts for nothing. */
export function normalizeClients(input: unknown, tell: TellClientProblem): NormalizedClients | undefined {
  if (!isPlainObject(input)) {
    tell('', 'must be an object such as { registry: { "orders-batch": { status: "approved" } } }.');
    return undefined;
  }
  for (const name of Object.keys(input).filter((given) => !KNOWN.includes(given)))
    tell(name, unknownOption(name, KNOWN));
  const { registry, clientId, timeoutMs = 2000 } = input;
  const isTime =
    Number.isInteger(timeoutMs) && (timeoutMs as number) >= 10 && (timeoutMs as number) <= 60_000;
  if (!isTime) tell('timeoutMs', 'must be a whole number of milliseconds, 10 to 60000.');
  return Object.freeze({
    registry: normalizeRegistry(registry, tell),
    clientId: normalizeSource(clientId, tell),
    timeoutMs: timeoutMs as number,
  });
}
