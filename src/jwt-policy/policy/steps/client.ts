import { dropPromise } from '../../claims/index.js';
import {
  CLIENT_STATUSES,
  ClientRegistryError,
  findClient,
  type ClientRecord,
  type NormalizedClients,
} from '../../clients/index.js';
import { quote, refuse, type Refusal } from '../../errors/index.js';
import type { Step } from '../step.js';
import type { Subject } from '../subject.js';

/** A longer client id is not looked up, so that the registry is never asked for an endless one. */
const MAX_CLIENT_ID_CHARACTERS = 1024;

function readClientId({ clientId }: NormalizedClients, subject: Subject): string | undefined {
  try {
    const id = clientId.read(subject);
    dropPromise(id);
    return typeof id === 'string' && id !== '' && id.length <= MAX_CLIENT_ID_CHARACTERS ? id : undefined;
  } catch {
    return undefined;
  }
}

/** The status for the log: only a known word, never another value of the record. */
function statusOf({ status }: ClientRecord): string {
  return (CLIENT_STATUSES as readonly unknown[]).includes(status) ? status : 'not approved';
}

/** A registry may return any value. A client is approved only if its record says so. */
function conclude(
  subject: Subject,
  id: string,
  record: ClientRecord | null | undefined,
): Refusal | undefined {
  if (typeof record !== 'object' || record === null)
    return refuse('CLIENT_NOT_APPROVED', 'the registry does not know the client of the token');
  if (record.status !== 'approved')
    return refuse('CLIENT_NOT_APPROVED', `the client of the token is ${statusOf(record)} in the registry`);
  subject.client = Object.freeze({ id, name: typeof record.name === 'string' ? record.name : undefined });
  return undefined;
}

/** The name of the error only, because its message may hold the client id. A registry can throw any value. */
function failureOf(error: unknown): string {
  try {
    if (error instanceof ClientRegistryError && error.code === 'REGISTRY_LATE')
      return 'gave no answer in time';
    return `failed with ${error instanceof Error ? quote(error.name) : 'a value that is not an Error'}`;
  } catch {
    return 'failed with a value that cannot be read';
  }
}

/** An unavailable registry says nothing about the client, so the call cannot be decided (503). */
function unavailable(error: unknown): Refusal {
  return refuse('CLIENTS_UNAVAILABLE', `the client registry ${failureOf(error)}`);
}

/** The step that looks up the client of a token. The list is empty if the policy has no `clients`. */
export function clientSteps(clients: NormalizedClients | undefined): readonly Step[] {
  if (clients === undefined) return [];
  const unresolved = (): Refusal =>
    refuse('CLIENT_UNRESOLVED', `no client id at ${clients.clientId.describe}`);
  const run = (subject: Subject): Refusal | undefined | Promise<Refusal | undefined> => {
    const id = readClientId(clients, subject);
    if (id === undefined) return unresolved();
    try {
      const found = findClient(clients, id, subject.clock);
      if (!(found instanceof Promise)) return conclude(subject, id, found);
      return found.then((record) => conclude(subject, id, record)).catch(unavailable);
    } catch (error) {
      return unavailable(error);
    }
  };
  /** As far as that is known without the registry; rules that read the id of the client find it. */
  const look = (subject: Subject): Refusal | 'unknown' => {
    const id = readClientId(clients, subject);
    if (id === undefined) return unresolved();
    subject.client = Object.freeze({ id, name: undefined });
    return 'unknown';
  };
  return [
    {
      name: 'client',
      expects: `the client at ${clients.clientId.describe} is approved in the registry`,
      needs: ['verified'],
      provides: 'client',
      ...(!clients.isAtHand && { effect: 'asks the client registry', look }),
      run,
      found: (subject) => readClientId(clients, subject),
    },
  ];
}
