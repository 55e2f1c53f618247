import type { ServiceSettings } from './service.settings.js';

/** The variables of the ports that are listened on with these settings. */
function usedPorts({ TRANSPORTS, JWT_ISSUER, JWT_POLICY_FILE }: ServiceSettings) {
  const variables = [
    { name: 'PORT', isUsed: TRANSPORTS.includes('http') },
    { name: 'TCP_PORT', isUsed: TRANSPORTS.includes('tcp') },
    { name: 'GRPC_PORT', isUsed: TRANSPORTS.includes('grpc') },
    { name: 'LOCAL_ISSUER_PORT', isUsed: JWT_ISSUER === undefined && JWT_POLICY_FILE === undefined },
  ] as const;
  return variables.filter(({ isUsed }) => isUsed).map(({ name }) => name);
}

/** A sentence for each port that two servers of this process would listen on; 0 is another port each time. */
export function portsUsedTwice(settings: ServiceSettings): string[] {
  const namesOfPort = new Map<number, string[]>();
  for (const name of usedPorts(settings)) {
    const port = settings[name];
    if (Number.isInteger(port) && port !== 0) namesOfPort.set(port, [...(namesOfPort.get(port) ?? []), name]);
  }
  return [...namesOfPort]
    .filter(([, names]) => names.length > 1)
    .map(([port, names]) => {
      const are = names.length === 2 ? 'are both' : 'are all';
      return `${names.join(' and ')} ${are} ${port}. Give each a port of its own.`;
    });
}
