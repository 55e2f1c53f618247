import 'reflect-metadata';

import { loadServiceSettings, type ServiceSettings } from './config/index.js';
import type { LocalIssuer } from './local-issuer/index.js';
import { policyOptions } from './policy-options.js';
import { complain, runEntryPoint, say } from './process/index.js';
import { tryNext, tryNextElsewhere, tryNextWithPolicies } from './try-next.js';

await runEntryPoint(async (parts) => {
  const loaded = await loadServiceSettings();
  const { settings } = loaded;
  for (const warning of loaded.warnings) complain(`Warning: ${warning}`);

  const { clientsOfFile, policiesOfFile, trustLocalIssuer } = await import('./policy-files.js');
  const clients = await clientsOfFile(settings);
  const imported = await policiesOfFile(loaded, clients);
  const isLocal =
    imported === undefined ? settings.JWT_ISSUER === undefined : trustLocalIssuer(imported, settings);
  const localIssuer = isLocal ? await startIssuer(settings) : undefined;
  if (localIssuer !== undefined) await parts.add(() => localIssuer.close());

  // Loaded only now, so that settings that are refused are refused without delay.
  const { AppModule } = await import('./app.module.js');
  const { startService } = await import('./start-service.js');
  const policies = imported ?? policyOptions(settings, localIssuer?.issuer, clients);
  const service = await startService(AppModule.of(loaded, policies), settings);
  await parts.add(() => service.close());

  const { http, ws, tcp, grpc } = service.addresses;
  say('');
  if (http !== undefined) say(`Service       ${http}`);
  if (ws !== undefined) say(`WebSockets    ${ws}   (socket.io)`);
  if (tcp !== undefined) say(`TCP           ${tcp}`);
  if (grpc !== undefined) say(`gRPC          ${grpc}`);
  if (imported !== undefined) say(`Policies      ${settings.JWT_POLICY_FILE}`);
  else if (localIssuer === undefined) say(`Issuer        ${settings.JWT_ISSUER}`);
  if (localIssuer === undefined) {
    if (imported !== undefined)
      say('Issuer        as in that file; it does not name the local issuer, which is not started');
    say(tryNextElsewhere(service.addresses));
    return;
  }
  say(
    `Local issuer  ${localIssuer.issuer}   (for development only: anyone on this machine can get a token from it)`,
  );
  say((imported === undefined ? tryNext : tryNextWithPolicies)(service.addresses, localIssuer.issuer));
});

/** Loaded only here, so that a service with a real issuer never has the local one in its process. */
async function startIssuer(settings: ServiceSettings): Promise<LocalIssuer> {
  const { startLocalIssuer } = await import('./local-issuer/index.js');
  return startLocalIssuer({ port: settings.LOCAL_ISSUER_PORT, environment: settings.NODE_ENV });
}
