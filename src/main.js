import 'reflect-metadata';
import { loadServiceSettings } from './config/index.js';
import { complain, runEntryPoint, say } from './process/index.js';
import { tryNext, tryNextElsewhere } from './try-next.js';
await runEntryPoint(async (parts) => {
    const loaded = await loadServiceSettings();
    const { settings } = loaded;
    for (const warning of loaded.warnings)
        complain(`Warning: ${warning}`);
    const localIssuer = settings.JWT_ISSUER === undefined ? await startIssuer(settings) : undefined;
    if (localIssuer !== undefined)
        await parts.add(() => localIssuer.close());
    // Loaded only now, so that settings that are refused are refused without delay.
    const { AppModule } = await import('./app.module.js');
    const { startService } = await import('./start-service.js');
    const service = await startService(AppModule.of(loaded, localIssuer?.issuer), settings);
    await parts.add(() => service.close());
    say(`\nService       ${service.url}`);
    if (localIssuer === undefined) {
        say(`Issuer        ${settings.JWT_ISSUER}`);
        say(tryNextElsewhere(service.url));
    }
    else {
        say(`Local issuer  ${localIssuer.issuer}   (for development only: anyone on this machine can get a token from it)`);
        say(tryNext(service.url, localIssuer.issuer));
    }
});
/** Loaded only here, so that a service with a real issuer never has the local one in its process. */
async function startIssuer(settings) {
    const { startLocalIssuer } = await import('./local-issuer/index.js');
    return startLocalIssuer({ port: settings.LOCAL_ISSUER_PORT, environment: settings.NODE_ENV });
}
