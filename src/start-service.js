import { NestFactory } from '@nestjs/core';
import { httpAdapter } from './http-adapter.js';
import { JwtPolicyConfigurationError } from './jwt-policy/index.js';
import { closeWithin, ExplainedError, explainListenProblem } from './process/index.js';
import { ServiceLogger } from './service.logger.js';
/** Creates the application and listens where the settings say; what keeps it from that is explained in a sentence. */
export async function startService(module, settings) {
    const adapter = await httpAdapter(settings.HTTP_ADAPTER);
    const logger = new ServiceLogger();
    let app;
    try {
        app = await NestFactory.create(module, adapter, {
            logger,
            abortOnError: false,
        });
        await app.listen(settings.PORT, settings.HOST);
    }
    catch (error) {
        await app?.close();
        throw explain(error, settings);
    }
    logger.started();
    const server = app.getHttpServer();
    const close = app.close.bind(app);
    return { url: urlOf(server, settings.HOST), close: () => closeWithin(server, close) };
}
function explain(error, { HOST: host, PORT: port }) {
    if (error instanceof JwtPolicyConfigurationError)
        return new ExplainedError(error.message, { cause: error });
    return explainListenProblem(error, { host, port, hostVariable: 'HOST', portVariable: 'PORT' });
}
function urlOf(server, host) {
    const { port } = server.address();
    // A service that listens everywhere is reached from here by the loopback address.
    const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
