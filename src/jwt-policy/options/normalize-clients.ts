import { describeClaimPath, isPlainObject, readClaim, type ClientIdSource } from '../claims/index.js';
import {
  CLIENT_STATUSES,
  type ClientRecord,
  type ClientRegistry,
  type NormalizedClients,
} from '../clients/index.js';
import { DeclaredClientsOptions, isRegistry } from './clients-options.js';
import { Problems } from './problems.js';
import { at, validateOptions } from './validate-options.js';

function normalizeSource(given: DeclaredClientsOptions['clientId']): ClientIdSource {
  if (typeof given === 'object' && 'read' in given) return given;
  const path = structuredClone(given);
  return { describe: `claim ${describeClaimPath(path)}`, read: ({ claims }) => readClaim(claims, path) };
}

function isRecord(value: unknown): value is ClientRecord {
  return isPlainObject(value) && (CLIENT_STATUSES as readonly unknown[]).includes(value['status']);
}

/** The clients by their ids, copied: what the caller changes afterwards changes nothing here. */
function fixedRegistry(clients: object, path: string, problems: Problems): ClientRegistry {
  const records = new Map<string, ClientRecord>();
  for (const [id, record] of Object.entries(clients) as [string, unknown][]) {
    if (isRecord(record)) records.set(id, Object.freeze({ ...record }));
    else {
      const statuses = CLIENT_STATUSES.join(', ');
      problems.add(path, `${JSON.stringify(id)} must be an object with a status of ${statuses}.`);
    }
  }
  return { find: (clientId) => records.get(clientId) };
}

/** Validates `clients` and fills in its defaults. */
export function normalizeClients(
  input: unknown,
  path: string,
  problems: Problems,
): NormalizedClients | undefined {
  const options = validateOptions(DeclaredClientsOptions, input, path, problems);
  if (options === undefined) return undefined;
  const registry = problems.has(at(path, 'registry')) ? {} : options.registry;
  const source = normalizeSource(options.clientId);
  if (source.problem !== undefined) problems.add(at(path, 'clientId'), source.problem);
  return Object.freeze({
    registry: isRegistry(registry) ? registry : fixedRegistry(registry, at(path, 'registry'), problems),
    isAtHand: !isRegistry(registry),
    clientId: source,
    timeoutMs: options.timeoutMs,
  });
}

/** What is wrong with a registry of clients, in sentences. */
export function registryProblems(registry: unknown): readonly string[] {
  const problems = new Problems();
  normalizeClients({ registry }, '', problems);
  return problems.messages;
}
