import { loadLocalIssuerSettings } from '../config/index.js';
import { complain, runEntryPoint, say } from '../process/index.js';
import { startLocalIssuer } from './local-issuer.js';
// The local issuer as a process of its own, so that it can be stopped beside a service that goes on running.
await runEntryPoint(async (parts) => {
    const { settings } = await loadLocalIssuerSettings();
    const localIssuer = await startLocalIssuer({
        port: settings.LOCAL_ISSUER_PORT,
        environment: settings.NODE_ENV,
    });
    await parts.add(() => localIssuer.close());
    complain('The local issuer is for development only: anyone on this machine can get a token from it.');
    say(`Local issuer  ${localIssuer.issuer}`);
    say(`For a service beside it: JWT_ISSUER=${localIssuer.issuer} JWT_AUDIENCE=unchecked node dist/main.js`);
});
