import { ExplainedError, reachableAddress } from '../process/index.js';
import type { Address, CallTransport } from './call-arguments.js';
import { PORT_VARIABLES } from './service-address.js';

/** The longest a call may take, in milliseconds. */
export const CALL_TIMEOUT_MS = 5000;

/** The service refused the call, or found it wrong: what it answered, as JSON. */
export function refused(answer: unknown): ExplainedError {
  return new ExplainedError(JSON.stringify(answer));
}

/** Nobody listens where the call went, or somebody who speaks another language. */
export function notReached(
  { host, port }: Address,
  transport: CallTransport,
  cause: unknown,
): ExplainedError {
  return new ExplainedError(
    `No ${transport} server answers at ${reachableAddress(host, port)}. Start the service with TRANSPORTS=http,${transport}, or say where it listens, with --to or ${PORT_VARIABLES[transport]}.`,
    { cause },
  );
}

/** Somebody took the call and gave no answer. */
export function notAnswered({ host, port }: Address): ExplainedError {
  return new ExplainedError(
    `${reachableAddress(host, port)} did not answer within ${CALL_TIMEOUT_MS / 1000} s. Is it the orders service?`,
  );
}
