import type { ListeningSettings } from '../config/index.js';
import { ExplainedError, reachableHost } from '../process/index.js';
import type { Address, CallTransport } from './call-arguments.js';

/** The variable that has the port of a transport. */
export const PORT_VARIABLES = { tcp: 'TCP_PORT', grpc: 'GRPC_PORT' } as const;

/** Where a service with these settings listens. @throws ExplainedError if the system chooses the port */
export function serviceAddress(settings: ListeningSettings, transport: CallTransport): Address {
  const variable = PORT_VARIABLES[transport];
  const port = settings[variable];
  if (port === 0)
    throw new ExplainedError(
      `${variable} is 0, so the port of the service is not known here. Name its address with --to.`,
    );
  return { host: reachableHost(settings.HOST), port };
}
